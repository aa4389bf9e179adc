package io.github.nmf4j.audio;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The masks of all stems for some consecutive frames, from W and H. */
final class StemShares {

  private final Decomposition decomposition;
  private final List<Stem> stems;
  private final Mask.Rule rule;
  private final double[][][] templates;
  private final double[][] shares;

  StemShares(Decomposition decomposition, List<Stem> stems, Mask.Rule rule) {
    this.decomposition = decomposition;
    this.stems = stems;
    this.rule = rule;
    this.templates = new double[decomposition.rank()][decomposition.taps()][];
    for (int r = 0; r < templates.length; r++) {
      for (int t = 0; t < decomposition.taps(); t++) {
        templates[r][t] = decomposition.template(r, t);
      }
    }
    int most = Math.min(FrameBlock.mostFrames(decomposition.stft()), decomposition.frames());
    this.shares = new double[stems.size()][most * decomposition.stft().bins()];
  }

  /** The masks of the stem, frame after frame. */
  double[] of(int stem) {
    return shares[stem];
  }

  /** Computes the masks of frames {@code first … first + count − 1}. */
  void compute(int first, int count) {
    int bins = decomposition.stft().bins();
    IntStream.range(0, stems.size()).parallel().forEach(s -> model(s, first, count));
    int pieces = Math.min(count, Math.max(1, Runtime.getRuntime().availableProcessors()));
    int entries = count * bins;
    int piece = Math.ceilDiv(entries, pieces);
    IntStream.range(0, pieces)
        .parallel()
        .forEach(p -> divide(p * piece, Math.min(entries, (p + 1) * piece)));
  }

  /** The stem's part of W·H: every activation, also one shortly before, starts its template. */
  private void model(int stem, int first, int count) {
    int bins = decomposition.stft().bins();
    double[] model = shares[stem];
    Arrays.fill(model, 0, count * bins, 0);
    int before = Math.min(first, decomposition.taps() - 1);
    for (int component : stems.get(stem).components()) {
      double[] h = Separator.row(decomposition.h(), component, first - before, before + count);
      for (int i = 0; i < h.length; i++) {
        if (h[i] == 0) {
          continue;
        }
        int frame = i - before;
        int from = Math.max(0, -frame);
        int to = Math.min(decomposition.taps(), count - frame);
        for (int t = from; t < to; t++) {
          add(h[i], templates[component][t], model, (frame + t) * bins);
        }
      }
    }
  }

  /** A loop of its own is what the compiler vectorises. */
  private static void add(double h, double[] template, double[] model, int offset) {
    for (int q = 0; q < template.length; q++) {
      model[offset + q] += h * template[q];
    }
  }

  private void divide(int from, int to) {
    double[] a = new double[shares.length];
    for (int i = from; i < to; i++) {
      for (int s = 0; s < a.length; s++) {
        a[s] = decomposition.scale().toMagnitude(shares[s][i]);
      }
      Mask.divide(a, a.length, rule);
      for (int s = 0; s < a.length; s++) {
        shares[s][i] = a[s];
      }
    }
  }
}
