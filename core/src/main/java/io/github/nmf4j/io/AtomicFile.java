package io.github.nmf4j.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files that appear whole or not at all: written beside their place, brought to the disk, renamed.
 */
public final class AtomicFile {

  private static final int BUFFER = 1 << 16;

  private AtomicFile() {}

  /**
   * Writes a file, or replaces it. If {@code content} or the disk fails, what stood at {@code
   * target} stays as it was.
   *
   * @throws FileSystemException if the target is something else than a file, or the disk is full
   */
  public static void write(Path target, IOConsumer<OutputStream> content) throws IOException {
    // a link stays a link, its file is replaced
    Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    if (Files.isDirectory(place)) {
      throw new FileSystemException(target.toString(), null, "is a directory");
    }
    if (Files.exists(place) && !Files.isRegularFile(place)) {
      throw new FileSystemException(target.toString(), null, "is not a regular file");
    }
    String mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    Path beside = place.resolveSibling(".%s.%s.tmp".formatted(place.getFileName(), mark));
    try {
      writeAndSync(beside, content);
      Files.move(
          beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException e) {
      throw beside.toString().equals(e.getFile()) ? about(target, e) : e;
    } catch (IOException e) {
      // such as "No space left on device", which does not say where
      var named = new FileSystemException(target.toString(), null, e.getMessage());
      named.initCause(e);
      throw named;
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** The same complaint about the file that the caller knows. */
  private static FileSystemException about(Path target, FileSystemException e) {
    FileSystemException named =
        switch (e) {
          case AccessDeniedException _ ->
              new AccessDeniedException(target.toString(), null, e.getReason());
          case NoSuchFileException _ ->
              new NoSuchFileException(target.toString(), null, "there is no such folder");
          default -> new FileSystemException(target.toString(), null, e.getReason());
        };
    named.initCause(e);
    return named;
  }

  private static void writeAndSync(Path file, IOConsumer<OutputStream> content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
      content.accept(out);
      out.flush();
      channel.force(true);
    }
  }
}
