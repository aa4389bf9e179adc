package io.github.nmf4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Factorises a {@code .npy} file that may not be held in memory with the command line, and compares
 * what an iteration takes with reading the file from one end to the other. Both find the file in
 * the page cache if the machine has room for it, else both read the disk.
 */
public final class StreamingCheck {

  static final String USAGE =
      """
      usage: bench/streaming/run [--rows M] [--columns N] [--rank K] [--loss frobenius|kl|is]
                                 [--solver NAME] [--threads N] [--memory SIZE] [--rounds N]
                                 [--folder DIR] [--most MB] [--least PERCENT]
      Exit code 1 above MB (500) of heap and anonymous memory, or below PERCENT (70) of the rate
      at which the file can be read.
      """;

  private static final int CHUNK = 4 << 20; // bytes
  private static final int FEW = 2; // iterations
  private static final int MANY = 12;

  private final Path root;
  private final int rows;
  private final int columns;
  private final String rank;
  private final String loss;
  private final String solver;
  private final String threads;
  private final String memory;
  private final int rounds;
  private final Path folder;
  private final int most;
  private final int least;

  /** What one run of the command line took. */
  private record Run(double seconds, long anonymousBytes) {}

  private StreamingCheck(String[] arguments) {
    var options =
        new Options(
            arguments,
            Set.of(),
            Set.of(
                "--root",
                "--rows",
                "--columns",
                "--rank",
                "--loss",
                "--solver",
                "--threads",
                "--memory",
                "--rounds",
                "--folder",
                "--most",
                "--least"));
    root = Path.of(options.text("--root", "."));
    rows = options.number("--rows", 20_000, 1);
    columns = options.number("--columns", 53_000, 1);
    rank = Integer.toString(options.number("--rank", 16, 1));
    loss = options.text("--loss", "frobenius");
    solver = options.text("--solver", "mu");
    int all = Runtime.getRuntime().availableProcessors();
    threads = Integer.toString(options.number("--threads", all, 1));
    memory = options.text("--memory", "300M");
    rounds = options.number("--rounds", 3, 1);
    folder = Path.of(options.text("--folder", System.getProperty("java.io.tmpdir")));
    most = options.number("--most", 500, 0);
    least = options.number("--least", 70, 0);
  }

  /** Entry point of {@code bench/streaming/run}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    StreamingCheck check;
    try {
      check = new StreamingCheck(arguments);
    } catch (IllegalArgumentException e) {
      System.err.printf("%s%n%s", e.getMessage(), USAGE);
      System.exit(2);
      return;
    }
    Path work = Files.createTempDirectory(check.folder, "nmf-streaming");
    boolean held;
    try {
      held = check.run(work);
    } finally {
      delete(work);
    }
    System.exit(held ? 0 : 1);
  }

  private boolean run(Path work) throws IOException, InterruptedException {
    Path file = work.resolve("v.npy");
    write(file);
    double gigabytes = Files.size(file) * 1e-9;
    System.out.printf(
        Locale.ROOT,
        "%d × %d, float32, %.2f GB; %s, %s, k = %s, %s threads, --memory %s. Seconds.%n%n",
        rows,
        columns,
        gigabytes,
        loss,
        solver,
        rank,
        threads,
        memory);
    System.out.printf("| reading the file | an iteration | of the rate | memory of its own |%n");
    System.out.printf("|---|---|---|---|%n");
    read(file); // brings it into the page cache, if there is room
    var shares = new ArrayList<Double>();
    long anonymous = 0;
    for (int round = 0; round < rounds; round++) {
      double reading = read(file);
      Run few = factorize(file, work, FEW);
      Run many = factorize(file, work, MANY);
      double iteration = (many.seconds() - few.seconds()) / (MANY - FEW);
      anonymous = Math.max(anonymous, Math.max(few.anonymousBytes(), many.anonymousBytes()));
      shares.add(reading / iteration);
      System.out.printf(
          Locale.ROOT,
          "| %.3f | %.3f | %.0f %% | %.0f MB |%n",
          reading,
          iteration,
          100 * reading / iteration,
          Math.max(few.anonymousBytes(), many.anonymousBytes()) * 1e-6);
    }
    if (anonymous == 0) {
      throw new IOException("the memory of a process cannot be read here: no RssAnon in /proc");
    }
    shares.sort(null);
    double share = 100 * shares.get(shares.size() / 2);
    System.out.printf(
        Locale.ROOT,
        "%nMedian %.0f %% [%d] of the sequential rate, at most %.0f MB [%d].%n",
        share,
        least,
        anonymous * 1e-6,
        most);
    return share >= least && anonymous <= most * 1_000_000L;
  }

  /** Numbers from 0 to 1 in C order. */
  private void write(Path file) throws IOException {
    String dictionary =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, columns);
    byte[] header = Arrays.copyOf(dictionary.getBytes(StandardCharsets.US_ASCII), 118);
    Arrays.fill(header, dictionary.length(), header.length, (byte) ' ');
    header[header.length - 1] = '\n';
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    buffer.putShort((short) header.length).put(header);
    var random = new SplittableRandom(1);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long left = (long) rows * columns; left > 0; left--) {
        if (buffer.remaining() < Float.BYTES) {
          flush(buffer, channel);
        }
        buffer.putFloat((random.nextInt() >>> 8) * 0x1p-24f);
      }
      flush(buffer, channel);
    }
  }

  private static void flush(ByteBuffer buffer, FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** Seconds to read the file once, as {@code dd bs=4M} does. */
  private static double read(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = System.nanoTime();
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
      return (System.nanoTime() - start) * 1e-9;
    }
  }

  private Run factorize(Path file, Path work, int iterations)
      throws IOException, InterruptedException {
    Path output = work.resolve("output");
    List<String> command =
        List.of(
            root.resolve("nmf").toString(),
            "factorize",
            file.toString(),
            "--rank",
            rank,
            "--loss",
            loss,
            "--solver",
            solver,
            "--threads",
            threads,
            "--memory",
            memory,
            "--backend",
            "simd",
            "--max-iter",
            Integer.toString(iterations),
            "--stop",
            "none",
            "--force",
            "-o",
            work.resolve("results").toString());
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long anonymous = 0;
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      anonymous = Math.max(anonymous, anonymousBytes(process.pid()));
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (process.exitValue() != 0) {
      throw new IOException(
          "nmf ended with status %d: %s".formatted(process.exitValue(), Files.readString(output)));
    }
    return new Run(seconds, anonymous);
  }

  /** Resident memory that is no part of a file, Java's heap included; 0 if the process is gone. */
  private static long anonymousBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("RssAnon:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // it ended in between
    }
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
