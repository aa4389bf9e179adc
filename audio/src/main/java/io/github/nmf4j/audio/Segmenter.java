package io.github.nmf4j.audio;

import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Says what is heard when: a label for every span of time.
 *
 * <p>V holds the magnitudes of {@value #BANDS} mel bands, one column for each step of time, scaled
 * to a mean column sum of 1. V ≈ W·H with {@link #parts} components for each label finds the sounds
 * that occur: the notes of a piano, the strokes of a drum kit. A component's share of a step is its
 * part of the model's column sum. Averaged over {@link #texture} seconds, these shares say which
 * sounds go together; a second factorisation, of the averaged shares, smooth or convex if that is
 * asked for, groups them into labels. With one part for each label the first factorisation is the
 * only one.
 *
 * <p>The labels are the sequence with the largest Σ log share, less a price for each change of
 * label (Viterbi's algorithm), so that a label must be twice as likely for {@link #smoothing}
 * seconds to be worth the change there and back. Steps more than 60 dB below the loudest have no
 * label.
 *
 * @param step seconds of a step, 0.02 … 10
 * @param smoothing seconds, ≥ 0
 * @param parts components for each label, ≥ 1
 * @param texture seconds over which shares are averaged, ≥ 0
 * @param options rank (the number of labels), loss, a smooth or convex model, and so on
 * @param restarts starts from different seeds, of which the one with the lowest loss is taken;
 *     labels are grouped from {@value #GROUPING_STARTS} at least
 */
public record Segmenter(
    double step, double smoothing, int parts, double texture, NmfOptions options, int restarts) {

  /** Components for each label unless said otherwise. */
  public static final int PARTS = 6;

  /** Seconds of a texture unless said otherwise. */
  public static final double TEXTURE = 2;

  private static final int GROUPING_STARTS = 10;
  private static final int BANDS = 64;
  private static final double SILENCE = 1e-6;

  public Segmenter {
    if (!(step >= 0.02 && step <= 10)) {
      throw new IllegalArgumentException("step must be 0.02 to 10 seconds, was " + step);
    }
    if (!(smoothing >= 0 && smoothing <= 3600)) {
      throw new IllegalArgumentException("smoothing must be 0 to 3600 seconds, was " + smoothing);
    }
    if (parts < 1 || (long) parts * options.rank() > 4096) {
      throw new IllegalArgumentException(
          "parts must be at least 1, and 4096 in all at most, was %d for each of %d labels"
              .formatted(parts, options.rank()));
    }
    if (!(texture >= 0 && texture <= 600)) {
      throw new IllegalArgumentException("texture must be 0 to 600 seconds, was " + texture);
    }
    if (restarts < 1) {
      throw new IllegalArgumentException("restarts must be at least 1, was " + restarts);
    }
  }

  /**
   * What was found.
   *
   * @param segments spans with a label, in the order of time
   * @param features V, bands × steps
   * @param w the mean sound of each label, bands × labels
   * @param h the labels' levels, labels × steps: shares of the columns of V
   * @param learned the run that found the labels
   */
  public record Result(
      List<Segment> segments,
      DenseMatrix features,
      DenseMatrix w,
      DenseMatrix h,
      NmfResult learned) {
    public Result {
      segments = List.copyOf(segments);
    }
  }

  /**
   * Labels a sound.
   *
   * @throws IllegalArgumentException if the sound is shorter than two steps
   * @throws io.github.nmf4j.matrix.InvalidDataException if a sample is NaN or infinite
   * @throws IOException if the sound cannot be read
   */
  public Result segment(AudioSource sound) throws IOException {
    DenseMatrix v = features(sound);
    double[] levels = levels(v);
    double loudest = Arrays.stream(levels).max().orElse(0);
    NmfResult learned;
    // averages say where labels change, single steps how surely they hold
    double[][] shares;
    double[][] single;
    DenseMatrix w;
    if (parts == 1) {
      learned = learn(v, options, restarts);
      shares = shares(learned);
      single = shares;
      w = learned.w();
    } else {
      NmfResult sounds = learn(v, soundOptions(), restarts);
      double[][] bySound = shares(sounds);
      DenseMatrix together = averaged(bySound, levels, loudest);
      learned = learn(together, options, Math.max(GROUPING_STARTS, restarts));
      shares = shares(learned);
      single = grouped(bySound, learned);
      w = meanSounds(sounds.w(), learned.w());
    }
    var segments = new ArrayList<Segment>();
    for (int from = 0; from < levels.length; ) {
      int to = from;
      while (to < levels.length && isHeard(levels[to], loudest)) {
        to++;
      }
      if (to > from) {
        addSpans(shares, single, from, to, sound.seconds(), segments);
      }
      from = Math.max(to, from) + (to < levels.length ? 1 : 0);
    }
    DenseMatrix h = parts == 1 ? learned.h() : levels(v, w, single);
    return new Result(segments, v, w, h, learned);
  }

  /** What is the same for the sounds that labels are made of. */
  private NmfOptions soundOptions() {
    return NmfOptions.rank(parts * options.rank())
        .loss(options.loss())
        .seed(options.seed())
        .maxIterations(options.maxIterations())
        .stoppingRule(options.stoppingRule())
        .checkEvery(options.checkEvery())
        .backend(options.backend())
        .threads(options.threads())
        .listener(options.listener());
  }

  /**
   * Shares averaged over the texture, sounds × steps. Silence counts for nothing, and stays a
   * column of zeros.
   */
  private DenseMatrix averaged(double[][] shares, double[] levels, double loudest) {
    int steps = shares.length;
    int sounds = shares[0].length;
    int half = (int) Math.round(texture / step / 2);
    DenseMatrix averaged = DenseMatrix.allocate(sounds, steps, Precision.DOUBLE);
    for (int t = 0; t < steps; t++) {
      if (!isHeard(levels[t], loudest)) {
        continue;
      }
      int heard = 0;
      double[] sum = new double[sounds];
      for (int u = Math.max(0, t - half); u <= Math.min(steps - 1, t + half); u++) {
        if (isHeard(levels[u], loudest)) {
          heard++;
          for (int r = 0; r < sounds; r++) {
            sum[r] += shares[u][r];
          }
        }
      }
      for (int r = 0; r < sounds; r++) {
        averaged.set(r, t, sum[r] / heard);
      }
    }
    return averaged;
  }

  /**
   * The labels' shares of single steps: each sound counts for a label by what the label has of it.
   */
  private static double[][] grouped(double[][] bySound, NmfResult groups) {
    int sounds = groups.w().rows();
    int labels = groups.w().columns();
    double[] uses = sums(groups.h().transpose());
    double[][] belongs = new double[sounds][labels];
    for (int c = 0; c < sounds; c++) {
      double sum = 0;
      for (int r = 0; r < labels; r++) {
        belongs[c][r] = groups.w().get(c, r) * uses[r];
        sum += belongs[c][r];
      }
      for (int r = 0; r < labels; r++) {
        belongs[c][r] = sum > 0 ? belongs[c][r] / sum : 1.0 / labels;
      }
    }
    double[][] shares = new double[bySound.length][labels];
    for (int t = 0; t < shares.length; t++) {
      for (int c = 0; c < sounds; c++) {
        for (int r = 0; r < labels; r++) {
          shares[t][r] += bySound[t][c] * belongs[c][r];
        }
      }
    }
    return shares;
  }

  /** Each label's sounds, mixed as it has them; columns sum to 1. */
  private static DenseMatrix meanSounds(DenseMatrix sounds, DenseMatrix groups) {
    double[] sizes = sums(sounds);
    double[] groupSizes = sums(groups);
    DenseMatrix mean = DenseMatrix.allocate(sounds.rows(), groups.columns(), Precision.DOUBLE);
    for (int b = 0; b < sounds.rows(); b++) {
      for (int r = 0; r < groups.columns(); r++) {
        double sum = 0;
        for (int c = 0; c < sounds.columns() && groupSizes[r] > 0; c++) {
          if (sizes[c] > 0) {
            sum += sounds.get(b, c) / sizes[c] * groups.get(c, r) / groupSizes[r];
          }
        }
        mean.set(b, r, sum);
      }
    }
    return mean;
  }

  /** Shares of the columns of V, in units of the columns of W. */
  private static DenseMatrix levels(DenseMatrix v, DenseMatrix w, double[][] shares) {
    double[] level = sums(v);
    double[] sizes = sums(w);
    DenseMatrix h = DenseMatrix.allocate(sizes.length, level.length, Precision.DOUBLE);
    for (int r = 0; r < sizes.length; r++) {
      for (int t = 0; t < level.length && sizes[r] > 0; t++) {
        h.set(r, t, shares[t][r] * level[t] / sizes[r]);
      }
    }
    return h;
  }

  /** The sum of each column. */
  private static double[] sums(DenseMatrix matrix) {
    double[] sums = new double[matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] += matrix.get(i, j);
      }
    }
    return sums;
  }

  /** Levels are magnitudes, so that powers are compared. */
  private static boolean isHeard(double level, double loudest) {
    return level > 0 && level * level > SILENCE * loudest * loudest;
  }

  private static NmfResult learn(DenseMatrix v, NmfOptions options, int starts) {
    NmfResult best = Nmf.factorize(v, options);
    for (int s = 1; s < starts && best.stopReason() != StopReason.INTERRUPTED; s++) {
      NmfResult next = Nmf.factorize(v, options.seed(options.seed() + s));
      if (next.objective() < best.objective() || next.stopReason() == StopReason.INTERRUPTED) {
        best = next;
      }
    }
    return best;
  }

  /** The middle frequencies, in Hz, of the bands that V's rows are. */
  public static double[] bandHertz(int sampleRate) {
    return new MelBands(BANDS, BandLevels.stft(sampleRate), sampleRate).centres();
  }

  /**
   * V: the square root of the mean power of each band in each step.
   *
   * @throws IllegalArgumentException as {@link #segment}
   * @throws IOException if the sound cannot be read
   */
  public DenseMatrix features(AudioSource sound) throws IOException {
    return new BandLevels(BANDS, step).of(sound);
  }

  private static double[] levels(DenseMatrix v) {
    double[] levels = new double[v.columns()];
    for (int t = 0; t < levels.length; t++) {
      for (int b = 0; b < v.rows(); b++) {
        levels[t] = Math.hypot(levels[t], v.get(b, t));
      }
    }
    return levels;
  }

  /** By step, then by component; they add up to 1. */
  private static double[][] shares(NmfResult factors) {
    DenseMatrix w = factors.w();
    DenseMatrix h = factors.h();
    double[] sizes = sums(w);
    double[][] shares = new double[h.columns()][sizes.length];
    for (int t = 0; t < shares.length; t++) {
      double sum = 0;
      for (int r = 0; r < sizes.length; r++) {
        shares[t][r] = sizes[r] * h.get(r, t);
        sum += shares[t][r];
      }
      for (int r = 0; r < sizes.length; r++) {
        shares[t][r] = sum > 0 ? shares[t][r] / sum : 1.0 / sizes.length;
      }
    }
    return shares;
  }

  /** Adds the spans of steps {@code from … to − 1}, all of which are heard. */
  private void addSpans(
      double[][] shares,
      double[][] single,
      int from,
      int to,
      double seconds,
      List<Segment> segments) {
    int[] labels = LabelPath.best(shares, from, to, smoothing / step * Math.log(2) / 2);
    int start = 0;
    for (int t = 1; t <= labels.length; t++) {
      if (t == labels.length || labels[t] != labels[start]) {
        double sum = 0;
        for (int i = start; i < t; i++) {
          sum += single[from + i][labels[start]];
        }
        segments.add(
            new Segment(
                (from + start) * step,
                Math.min(seconds, (from + t) * step),
                labels[start],
                sum / (t - start)));
        start = t;
      }
    }
  }
}
