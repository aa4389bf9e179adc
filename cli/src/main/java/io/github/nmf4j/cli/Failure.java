package io.github.nmf4j.cli;

import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;

/**
 * What went wrong, for the user.
 *
 * @param code the exit code
 * @param message one line
 */
record Failure(int code, String message) {

  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case InvalidDataException e -> new Failure(ExitCode.DATA, text(e));
      case BackendUnavailableException e -> new Failure(ExitCode.BACKEND, text(e));
      case InsufficientMemoryException e -> new Failure(ExitCode.MEMORY, text(e));
      case OutOfMemoryError e -> new Failure(ExitCode.MEMORY, outOfMemory(e));
      case UncheckedIOException e ->
          new Failure(ExitCode.FILE, file(Objects.requireNonNull(e.getCause())));
      case IOException e -> new Failure(ExitCode.FILE, file(e));
      case InvalidPathException e -> new Failure(ExitCode.FILE, text(e));
      case IllegalArgumentException e -> new Failure(ExitCode.USAGE, text(e));
      default ->
          new Failure(
              ExitCode.FAULT,
              "internal fault: %s (please report it, with what --verbose prints)"
                  .formatted(thrown));
    };
  }

  private static String text(Throwable thrown) {
    return oneLine(Objects.requireNonNullElse(thrown.getMessage(), thrown.toString()));
  }

  static String oneLine(String message) {
    return message.replaceAll("\\R\\s*", " ");
  }

  /** The file system's exceptions carry a path where their message should be. */
  private static String file(IOException exception) {
    return switch (exception) {
      case NoSuchFileException e -> e.getFile() + ": there is no such file";
      case FileNotFoundException e -> text(e);
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case NotDirectoryException e -> e.getFile() + ": not a folder";
      case FileAlreadyExistsException e -> e.getFile() + ": exists already";
      case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
      default -> text(exception);
    };
  }

  private static String outOfMemory(OutOfMemoryError error) {
    return String.format(
        Locale.ROOT,
        "not enough memory: %s (Java heap limit %s; raise it with JDK_JAVA_OPTIONS=-Xmx…)",
        text(error),
        Text.bytes(Runtime.getRuntime().maxMemory()));
  }
}
