package io.github.nmf4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder that results go to. It is checked before anything is computed and appears, whole or
 * not at all, when everything is written: the files are written into a hidden folder beside it (or
 * in it, if it exists) and renamed.
 */
public final class OutputFolder {

  private final Path folder;
  private final List<String> own;

  private OutputFolder(Path folder, List<String> own) {
    this.folder = folder;
    this.own = own;
  }

  /** Puts files into a folder that is given to it. */
  @FunctionalInterface
  public interface Filler {
    void fill(Path folder) throws IOException;
  }

  /**
   * Checks, without leaving a trace, that results can be written.
   *
   * @param own names of the files that {@code force} allows to replace; the first one, which says
   *     what the others are, goes first and comes last
   * @throws IOException if the folder is not empty and {@code force} is not set, is no folder, or
   *     cannot be written to
   */
  public static OutputFolder check(Path folder, boolean force, List<String> own)
      throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isDirectory(folder)) {
        throw new IOException(folder + ": exists and is not a folder; choose another -o");
      }
      if (!force && !isEmpty(folder)) {
        throw new IOException(
            folder + ": exists and is not empty; choose another -o, or --force to replace results");
      }
    }
    for (String name : own) {
      requireNoFolder(folder.resolve(name));
    }
    requireWritable(folder);
    return new OutputFolder(folder, List.copyOf(own));
  }

  /** What is called like a result but is a folder is not ours, so force must not take it away. */
  private static void requireNoFolder(Path file) throws IOException {
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + ": is a folder where a result would be; choose another -o");
    }
  }

  /** Permissions do not say what a read-only file system allows; trying does. */
  private static void requireWritable(Path folder) throws IOException {
    Path existing = existing(folder);
    if (!Files.isDirectory(existing)) {
      throw new IOException(
          "%s: cannot be created, because %s is not a folder".formatted(folder, existing));
    }
    try {
      Files.delete(createStaging(existing));
    } catch (IOException e) {
      throw new IOException(
          "%s: cannot be written to: %s".formatted(folder, reason(e, existing)), e);
    }
  }

  /** The JDK's temporary names would load its cryptography, a noticeable part of a short run. */
  private static Path createStaging(Path parent) throws IOException {
    long process = ProcessHandle.current().pid();
    return Files.createDirectory(
        parent.resolve(".nmf-" + process + "-" + Long.toHexString(System.nanoTime())));
  }

  private static String reason(IOException exception, Path where) {
    String reason = exception instanceof FileSystemException e ? e.getReason() : null;
    return (reason == null ? "permission denied" : reason) + " (" + where + ")";
  }

  /** The folder itself or the nearest one above it that exists. */
  private static Path existing(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    while (!Files.exists(path)) {
      Path parent = path.getParent();
      if (parent == null) {
        return path;
      }
      path = parent;
    }
    return path;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }

  /** Where a file of this name will be. */
  public Path resolve(String name) {
    return folder.resolve(name);
  }

  /**
   * Lets {@code filler} write all files and then moves them to their place. If anything fails, the
   * folder is as it was before.
   */
  public void write(Filler filler) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    boolean exists = Files.exists(target);
    Path beside = exists ? target : target.getParent();
    if (beside == null) {
      throw new IOException(folder + ": has no parent folder");
    }
    Path created = exists ? null : existing(beside);
    Files.createDirectories(beside);
    try {
      Path staging = createStaging(beside);
      try {
        Path fresh = Files.createDirectory(staging.resolve("new"));
        filler.fill(fresh);
        if (exists) {
          replace(fresh, Files.createDirectory(staging.resolve("old")), target);
        } else {
          Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        }
      } finally {
        delete(staging);
      }
    } catch (IOException | RuntimeException | Error e) {
      if (created != null) {
        deleteEmptyBetween(beside, created);
      }
      throw e;
    }
  }

  /** Takes our old files away and puts the new ones in their place, or restores the old ones. */
  private void replace(Path fresh, Path old, Path target) throws IOException {
    var undo = new LinkedHashMap<Path, Path>();
    try {
      for (String name : own) {
        Path file = target.resolve(name);
        requireNoFolder(file);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          move(file, old.resolve(name), undo);
        }
      }
      for (Path file : lastFirst(fresh)) {
        move(file, target.resolve(file.getFileName()), undo);
      }
    } catch (IOException e) {
      for (Map.Entry<Path, Path> moved : undo.reversed().entrySet()) {
        Files.move(moved.getValue(), moved.getKey(), StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  private static void move(Path from, Path to, Map<Path, Path> undo) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    undo.put(from, to);
  }

  /** The new files, in the reverse order of {@link #own}. */
  private List<Path> lastFirst(Path fresh) {
    return own.reversed().stream().map(fresh::resolve).filter(Files::exists).toList();
  }

  private static void deleteEmptyBetween(Path innermost, Path outermost) throws IOException {
    for (Path path = innermost;
        path != null && !path.equals(outermost) && Files.exists(path) && isEmpty(path);
        path = path.getParent()) {
      Files.delete(path);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
