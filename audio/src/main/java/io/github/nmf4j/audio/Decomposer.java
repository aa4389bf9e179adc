package io.github.nmf4j.audio;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Progress;
import io.github.nmf4j.ProgressListener;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Factorises the spectrogram of a sound of any length in bounded memory.
 *
 * <p>Up to {@link #mostFrames} frames are factorised as one matrix. Of a longer sound the templates
 * are learned from that many frames, in pieces that lie evenly over it; then the activations of all
 * frames are found piece by piece for these templates.
 *
 * @param stft the transform
 * @param scale what the entries of V are
 * @param options rank, loss, start and so on; with a given H all frames are factorised at once
 * @param mostFrames frames that are factorised at once, at least {@value #PIECE}
 * @param restarts starts from different seeds, of which the one with the lowest loss is taken
 * @param tempering iterations with each of ten losses on the way from Kullback–Leibler to one with
 *     β &lt; 1, such as Itakura–Saito, before it takes over; 0 for none. Without it a random start
 *     ends in a poor minimum more often than not
 * @param known templates that are kept as they are: the first ones of W, or all of it
 */
public record Decomposer(
    Stft stft,
    Scale scale,
    NmfOptions options,
    int mostFrames,
    int restarts,
    int tempering,
    Optional<DenseMatrix> known) {

  /** Frames of a piece of a long sound. */
  static final int PIECE = 2048;

  /** Frames that are factorised at once unless said otherwise. */
  public static final int MOST_FRAMES = 32768;

  /** Iterations with each loss on the way to one with β &lt; 1 unless said otherwise. */
  public static final int TEMPERING = 10;

  /**
   * What a loss that needs positive data finds where the spectrogram has less, relative to its
   * largest entry: −100 dB for a power spectrogram.
   */
  private static final double FLOOR = 1e-10;

  public Decomposer {
    if (mostFrames < PIECE) {
      throw new IllegalArgumentException(
          "mostFrames must be at least %d, was %d".formatted(PIECE, mostFrames));
    }
    if (restarts < 1) {
      throw new IllegalArgumentException("restarts must be at least 1, was " + restarts);
    }
    if (tempering < 0) {
      throw new IllegalArgumentException("tempering must be at least 0, was " + tempering);
    }
    if (known.isPresent()) {
      requireSuitable(known.get(), stft, options);
    }
    if (restarts > 1 && !isDrawn(options, known)) {
      throw new IllegalArgumentException("restarts have nothing to do: nothing starts at random");
    }
  }

  /** A decomposer that learns all templates, from one start. */
  public Decomposer(Stft stft, Scale scale, NmfOptions options) {
    this(stft, scale, options, MOST_FRAMES, 1, TEMPERING, Optional.empty());
  }

  private static void requireSuitable(DenseMatrix known, Stft stft, NmfOptions options) {
    int columns = columns(options);
    if (known.rows() != stft.bins() || known.columns() > columns) {
      throw new IllegalArgumentException(
          "known templates are %d × %d; they must have %d rows, one for each bin, and at most %d"
                  .formatted(known.rows(), known.columns(), stft.bins(), columns)
              + " columns, those of W");
    }
    if (options.model().columnsPerComponent() > 1 && known.columns() < columns) {
      throw new IllegalArgumentException(
          "with taps either all templates are known or none: there is no update for some of them");
    }
  }

  /** Columns of W. */
  private static int columns(NmfOptions options) {
    return options.rank() * options.model().columnsPerComponent();
  }

  private static boolean isDrawn(NmfOptions options, Optional<DenseMatrix> known) {
    if (known.isPresent()) {
      return known.get().columns() < columns(options);
    }
    return options.initialization() instanceof Initialization.Random;
  }

  /** A copy with another {@code options}. */
  public Decomposer options(NmfOptions options) {
    return new Decomposer(stft, scale, options, mostFrames, restarts, tempering, known);
  }

  /** A copy with another {@code mostFrames}. */
  public Decomposer mostFrames(int mostFrames) {
    return new Decomposer(stft, scale, options, mostFrames, restarts, tempering, known);
  }

  /** A copy with another {@code restarts}. */
  public Decomposer restarts(int restarts) {
    return new Decomposer(stft, scale, options, mostFrames, restarts, tempering, known);
  }

  /** A copy with another {@code tempering}. */
  public Decomposer tempering(int tempering) {
    return new Decomposer(stft, scale, options, mostFrames, restarts, tempering, known);
  }

  /** A copy that keeps these templates. */
  public Decomposer known(DenseMatrix known) {
    return new Decomposer(
        stft, scale, options, mostFrames, restarts, tempering, Optional.of(known));
  }

  /**
   * Factorises.
   *
   * @throws IllegalArgumentException if a given start has the wrong shape
   * @throws io.github.nmf4j.matrix.InvalidDataException if a sample is NaN or infinite
   * @throws io.github.nmf4j.backend.InsufficientMemoryException if the frames do not fit
   * @throws CancellationException if the listener ends the run while it goes over a long sound
   * @throws IOException if the sound cannot be read
   */
  public Decomposition decompose(AudioSource sound) throws IOException {
    return decompose(sound, options.listener());
  }

  /**
   * Factorises.
   *
   * @param pieces told how many pieces of a long sound have been gone through, in place of
   *     iterations; ends the run if it says so
   * @throws IOException and others as {@link #decompose(AudioSource)}
   */
  public Decomposition decompose(AudioSource sound, ProgressListener pieces) throws IOException {
    long frames = stft.frames(sound.length());
    if (frames > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          "the sound has %d frames, at most %d are possible; take a larger hop"
              .formatted(frames, Integer.MAX_VALUE / 2));
    }
    // a given H is one for all frames
    boolean bound =
        options.initialization() instanceof Initialization.Custom start && start.h() != null;
    List<FrameRange> ranges =
        FrameRange.sample(frames, bound ? Integer.MAX_VALUE : mostFrames, PIECE);
    boolean whole = ranges.size() == 1 && ranges.getFirst().count() == frames;
    try (Arena arena = Arena.ofShared()) {
      DenseMatrix v = spectrogram(sound, ranges, arena);
      double floor = floor(v);
      raise(v, floor);
      NmfResult learned = learn(v);
      DenseMatrix h =
          whole
              ? learned.h()
              : activations(sound, learned, (int) frames, floor, v.precision(), pieces);
      return new Decomposition(
          stft,
          scale,
          sound.sampleRate(),
          sound.length(),
          learned.w(),
          h,
          Optional.of(learned),
          v.columns());
    }
  }

  /** The best of all starts; an interruption ends them with what there is. */
  private NmfResult learn(DenseMatrix v) {
    NmfResult best = learn(v, options);
    for (int s = 1; s < restarts && best.stopReason() != StopReason.INTERRUPTED; s++) {
      NmfResult next = learn(v, settled(best).seed(options.seed() + s));
      if (next.objective() < best.objective()) {
        best = next;
      }
      if (next.stopReason() == StopReason.INTERRUPTED) {
        break;
      }
    }
    return best;
  }

  /** The options with the backend that ran: devices are looked for once, not for every piece. */
  private NmfOptions settled(NmfResult earlier) {
    return options.backend().equals(Backends.AUTO)
        ? options.backend(earlier.run().backend())
        : options;
  }

  private NmfResult learn(DenseMatrix v, NmfOptions from) {
    if (known.isEmpty()) {
      boolean tempered = tempering > 0 && Tempering.suits(v, from);
      return Nmf.factorize(v, tempered ? Tempering.start(v, from, tempering) : from);
    }
    DenseMatrix templates = known.get();
    if (templates.columns() == columns(from)) {
      return Nmf.factorize(v, from.start(new Initialization.Custom(templates, null), Fixed.W));
    }
    var start = SemiFixedStart.of(templates, v, from);
    Set<Integer> kept =
        IntStream.range(0, templates.columns()).boxed().collect(Collectors.toUnmodifiableSet());
    return Nmf.factorize(v, from.initialization(start).fixedComponents(kept, Set.of()));
  }

  private DenseMatrix spectrogram(AudioSource sound, List<FrameRange> ranges, Arena arena)
      throws IOException {
    Precision precision = options.precision().orElse(Precision.FLOAT);
    return Spectrogram.frames(sound, stft, scale, precision, arena, ranges).values();
  }

  private double floor(DenseMatrix v) {
    if (!options.loss().needsPositiveData()) {
      return 0;
    }
    return FLOOR * v.summary().maximum();
  }

  /** Raises entries to a floor. */
  private static void raise(DenseMatrix v, double floor) {
    if (floor == 0) {
      return;
    }
    for (int f = 0; f < v.columns(); f++) {
      for (int q = 0; q < v.rows(); q++) {
        if (v.get(q, f) < floor) {
          v.set(q, f, floor);
        }
      }
    }
  }

  /** H of all frames for the templates that were learned. */
  private DenseMatrix activations(
      AudioSource sound,
      NmfResult learned,
      int frames,
      double floor,
      Precision precision,
      ProgressListener listener)
      throws IOException {
    DenseMatrix w = learned.w();
    DenseMatrix h = DenseMatrix.allocate(learned.h().rows(), frames, precision);
    String backend = settled(learned).backend();
    // a template that began before the piece reaches into it
    int taps = options.model().columnsPerComponent();
    List<FrameRange> pieces = new FrameRange(0, frames).split(PIECE);
    long begin = System.nanoTime();
    for (int p = 0; p < pieces.size(); p++) {
      FrameRange piece = pieces.get(p);
      var progress =
          new Progress(
              p, pieces.size(), OptionalDouble.empty(), (System.nanoTime() - begin) * 1e-9);
      try (Arena arena = Arena.ofShared()) {
        int before = (int) Math.min(piece.first(), taps - 1);
        var longer = new FrameRange(piece.first() - before, before + piece.count());
        DenseMatrix v = spectrogram(sound, List.of(longer), arena);
        raise(v, floor);
        copy(
            transform(v, w, backend, () -> listener.onIteration(progress)),
            before,
            h,
            (int) piece.first());
      }
    }
    return h;
  }

  private DenseMatrix transform(
      DenseMatrix v, DenseMatrix w, String backend, BooleanSupplier goesOn) {
    NmfResult result =
        Nmf.factorize(
            v,
            options
                .normalization(Normalization.NONE)
                .constraints(Constraints.NONE)
                .backend(backend)
                .start(new Initialization.Custom(w, null), Fixed.W)
                .listener(_ -> goesOn.getAsBoolean()));
    if (result.stopReason() == StopReason.INTERRUPTED) {
      throw new CancellationException("interrupted before the whole sound was gone through");
    }
    return result.h();
  }

  /** Copies all columns but the first ones. */
  private static void copy(DenseMatrix from, int leftOut, DenseMatrix to, int first) {
    for (int r = 0; r < from.rows(); r++) {
      for (int f = leftOut; f < from.columns(); f++) {
        to.set(r, first + f - leftOut, from.get(r, f));
      }
    }
  }
}
