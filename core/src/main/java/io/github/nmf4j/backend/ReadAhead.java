package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.DenseMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Brings lines of a mapped file into memory while others are worked on. One thread reads them from
 * first to last: threads that meet missing pages in the order of their work make a disk do a
 * quarter of what it can. Does nothing for other memory.
 */
final class ReadAhead implements AutoCloseable {

  /** Bytes at a time: how long {@link #close} may have to wait. */
  private static final long PIECE = 16 << 20;

  private record Lines(int first, int end) {}

  private final DenseMatrix v;
  private final boolean mapped;
  private final int linesPerPiece;
  private @Nullable Thread thread;
  private @Nullable Lines wanted;
  private @Nullable Lines brought;
  private boolean closed;

  ReadAhead(DenseMatrix v) {
    this.v = v;
    this.mapped = v.segment().isMapped();
    long lineBytes = (long) (v.isColumnMajor() ? v.rows() : v.columns()) * v.type().bytes();
    this.linesPerPiece = Math.clamp(PIECE / Math.max(1, lineBytes), 1, Integer.MAX_VALUE);
  }

  /** Begins with these lines, in place of those that were wanted before. */
  synchronized void begin(int first, int end) {
    var lines = new Lines(first, end);
    if (!mapped || closed || lines.equals(wanted)) {
      return;
    }
    wanted = lines;
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("nmf4j-read-ahead").start(this::read);
    }
    notifyAll();
  }

  /** Waits until these lines have been brought. An interrupt ends the waiting and stays. */
  synchronized void await(int first, int end) {
    begin(first, end);
    var lines = new Lines(first, end);
    try {
      while (mapped && !closed && lines.equals(wanted) && !lines.equals(brought)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try {
      for (Lines lines = next(); lines != null; lines = next()) {
        bring(lines);
        finished(lines);
      }
    } finally {
      ended(); // whatever ended it: without the thread nobody may wait
    }
  }

  private void bring(Lines lines) {
    try {
      for (int i = lines.first(); i < lines.end() && isWanted(lines); i += linesPerPiece) {
        v.bringIn(i, Math.min(linesPerPiece, lines.end() - i));
      }
    } catch (RuntimeException | InternalError e) {
      // a file that was cut off: whoever reads these lines gets the same error, and reports it
    }
  }

  private synchronized boolean isWanted(Lines lines) {
    return !closed && lines.equals(wanted);
  }

  private synchronized @Nullable Lines next() {
    try {
      while (!closed && (wanted == null || wanted.equals(brought))) {
        wait();
      }
    } catch (InterruptedException e) {
      return null; // nobody does this
    }
    return closed ? null : wanted;
  }

  /** Lines that were given up for others have not been brought. */
  private synchronized void finished(Lines lines) {
    if (lines.equals(wanted)) {
      brought = lines;
      notifyAll();
    }
  }

  private synchronized void ended() {
    closed = true;
    notifyAll();
  }

  /** When it is back the matrix is not touched any more. */
  @Override
  public void close() {
    Thread reading;
    synchronized (this) {
      closed = true;
      notifyAll();
      reading = thread;
    }
    boolean interrupted = false;
    while (reading != null && reading.isAlive()) {
      try {
        reading.join();
      } catch (InterruptedException e) {
        interrupted = true; // the caller may unmap the file: wait all the same
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
