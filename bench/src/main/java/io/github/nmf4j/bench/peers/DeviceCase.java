package io.github.nmf4j.bench.peers;

import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.List;

/** The problems that are run on an OpenCL device, multiplicative updates in float. */
final class DeviceCase {

  private static final double[] BETAS = {2, 1, 0};
  private static final int[] RANKS = {16, 32, 64, 128};
  private static final int[] SMALL_RANKS = {16, 32};

  private DeviceCase() {}

  /** Those that a GPU is to be judged by. */
  static List<PeerCase> full() {
    var cases = new ArrayList<PeerCase>();
    dense(cases, 100_000, 2000, RANKS, 20);
    dense(cases, 20_000, 20_000, RANKS, 20);
    sparse(cases, 1_000_000, 20_000, 100_000_000, RANKS, 10);
    return cases;
  }

  /** The same in small, for a processor. */
  static List<PeerCase> small() {
    var cases = new ArrayList<PeerCase>();
    dense(cases, 3000, 1025, SMALL_RANKS, 20);
    dense(cases, 2000, 2000, SMALL_RANKS, 20);
    sparse(cases, 20_000, 5000, 1_000_000, SMALL_RANKS, 10);
    return cases;
  }

  private static void dense(List<PeerCase> cases, int m, int n, int[] ranks, int iterations) {
    for (double beta : BETAS) {
      for (int rank : ranks) {
        cases.add(new PeerCase("mu", beta, m, n, rank, 0, Precision.FLOAT, iterations));
      }
    }
  }

  /** Itakura–Saito is infinite where V is 0. */
  private static void sparse(
      List<PeerCase> cases, int m, int n, int entries, int[] ranks, int iterations) {
    for (double beta : new double[] {2, 1}) {
      for (int rank : ranks) {
        cases.add(new PeerCase("mu", beta, m, n, rank, entries, Precision.FLOAT, iterations));
      }
    }
  }

  /** Whether two cases factorise the same V. */
  static boolean sameData(PeerCase a, PeerCase b) {
    return a.rows() == b.rows() && a.columns() == b.columns() && a.entries() == b.entries();
  }

  /** Bytes of V that an iteration reads at least: its numbers, and indices if sparse, twice. */
  static double bytesOfData(PeerCase c) {
    return c.isSparse() ? 2.0 * 8 * c.entries() : 2.0 * 4 * c.rows() * c.columns();
  }
}
