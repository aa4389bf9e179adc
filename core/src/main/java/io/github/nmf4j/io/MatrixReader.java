package io.github.nmf4j.io;

import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads matrices from files. */
public final class MatrixReader {

  private static final int START_BYTES = 512;

  /** What other files begin with that end up where a matrix should be. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "\u0089HDF", "an HDF5 file",
          "RIFF", "a RIFF file, such as WAV audio",
          "\u0089PNG", "a PNG picture",
          "\u00FF\u00D8\u00FF", "a JPEG picture",
          "BZh", "compressed with bzip2",
          "\u00FD7zXZ", "compressed with xz",
          "(\u00B5/\u00FD", "compressed with zstd",
          "MATLAB 5.0", "a MATLAB file",
          "PAR1", "a Parquet file");

  private static final String KNOWN =
      "known are .npy, .npz, .mtx, .csv and .tsv, the last three also with .gz";

  private MatrixReader() {}

  /**
   * Reads a matrix: {@code .npy}, {@code .npz} (dense, and SciPy's sparse csr, csc, coo), {@code
   * .mtx}, {@code .csv} and {@code .tsv}, the last three also compressed with gzip. The content
   * decides, then the suffix. Text and integers become doubles; 32-bit floats stay what they are.
   *
   * <p>Delimited text may start with {@code #} lines, may have a header and a first column of row
   * names, and may be separated by commas, tabs, semicolons or blanks. NaN, infinities and negative
   * numbers are read as they are; {@link LoadedMatrix#requireNonnegative()} refuses them. Only
   * MatrixMarket entries that are not finite are refused here, where their line is known.
   *
   * @param arena owns the matrix' memory, a mapped file included
   * @throws InvalidDataException if the content is malformed; the message says what and where
   * @throws InsufficientMemoryException if the matrix does not fit into memory
   * @throws IOException if there is no such file, it is a directory, or it cannot be read
   */
  public static LoadedMatrix read(Path file, Arena arena) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(
          file.toString(), null, "is not a regular file; save its content to one");
    }
    byte[] start = start(file);
    String name = String.valueOf(file.getFileName());
    boolean gzip = isGzip(start);
    var source = new Source(file, name, Files.size(file), gzip);
    if (start.length == 0) {
      throw source.invalid("the file is empty");
    }
    if (gzip) {
      start = unzippedStart(source);
    }
    return switch (format(source, start)) {
      case NPY -> NpyReader.read(source, arena);
      case NPZ -> NpzReader.read(source, arena);
      case MTX -> MatrixMarketReader.read(source, arena);
      case CSV -> DelimitedReader.read(source, Optional.empty(), arena);
      case TSV -> DelimitedReader.read(source, Optional.of((byte) '\t'), arena);
    };
  }

  private static byte[] start(Path file) throws IOException {
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(START_BYTES);
    }
  }

  private static byte[] unzippedStart(Source source) throws IOException {
    try (InputStream raw = Files.newInputStream(source.path());
        InputStream in = new GZIPInputStream(raw)) {
      byte[] start = in.readNBytes(START_BYTES);
      if (start.length == 0) {
        throw source.invalid("the file is empty when uncompressed");
      }
      return start;
    } catch (EOFException | ZipException e) {
      throw TextInput.damaged(source.name(), 0, e);
    }
  }

  private static MatrixFormat format(Source source, byte[] start) {
    String suffix = suffix(source.name());
    boolean array = NpyHeader.isMagic(start) || suffix.equals("npy");
    boolean archive = beginsWith(start, "PK\u0003\u0004") || beginsWith(start, "PK\u0005\u0006");
    if (source.gzip() && (array || archive)) {
      throw source.invalid(
          "a NumPy file within gzip; uncompress it first: gunzip " + source.name());
    }
    if (beginsWith(start, MatrixMarketHeader.BANNER)) {
      return MatrixFormat.MTX;
    }
    if (archive) {
      return MatrixFormat.NPZ;
    }
    boolean binary = TextEncoding.binaryAt(start, start.length).isPresent();
    for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
      if (binary && beginsWith(start, foreign.getKey())) {
        throw source.invalid("this is %s; %s".formatted(foreign.getValue(), KNOWN));
      }
    }
    if (array) {
      return MatrixFormat.NPY;
    }
    return switch (suffix) {
      case "npz" ->
          throw source.invalid(
              "wrong magic at offset 0; an .npz file is a zip archive and begins with PK");
      case "mtx" -> MatrixFormat.MTX;
      case "tsv", "tab" -> MatrixFormat.TSV;
      case "csv", "txt", "dat" -> MatrixFormat.CSV;
      default -> {
        if (binary) {
          throw source.invalid("unknown format; " + KNOWN);
        }
        yield MatrixFormat.CSV;
      }
    };
  }

  /** The suffix in lower case without the dot; the one before {@code .gz} if that is the last. */
  private static String suffix(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String base = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    return base.substring(base.lastIndexOf('.') + 1);
  }

  private static boolean isGzip(byte[] start) {
    return beginsWith(start, "\u001F\u008B");
  }

  private static boolean beginsWith(byte[] start, String magic) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return text.regionMatches(true, 0, magic, 0, magic.length());
  }
}
