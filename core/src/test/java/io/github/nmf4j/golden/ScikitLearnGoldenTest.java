package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.testing.Matrices;
import io.github.nmf4j.testing.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * scikit-learn 1.2.1 on iris and digits: the same factors after the same iterations from the same
 * start, in double on the reference backend.
 */
final class ScikitLearnGoldenTest {

  /** One case of the manifest; alphas are scikit-learn's, which it scales by the data's shape. */
  record Case(
      String dataset,
      String name,
      int rank,
      int iterations,
      double beta,
      String solver,
      String data,
      double alphaW,
      double alphaH,
      double l1Ratio,
      double divergence) {
    @Override
    public String toString() {
      return dataset + " " + name;
    }
  }

  static Stream<Case> cases() throws IOException {
    return manifest().stream().filter(c -> !c.name().startsWith("compat-"));
  }

  static Stream<Case> textbookCases() throws IOException {
    return manifest().stream().filter(c -> c.name().startsWith("compat-"));
  }

  static Stream<Case> convergedCases() throws IOException {
    return Stream.of("digits", "iris")
        .flatMap(
            d ->
                Stream.of("nndsvd", "nndsvda")
                    .map(i -> new Case(d, i, 0, 0, 2, "cd", "V.npy", 0, 0, 0, 0)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameFactorsAndLoss(Case c) {
    NmfResult result = run(c);
    assertEquals(c.divergence(), result.loss(), 1e-10 * c.divergence(), "loss");
    assertTrue(distance(c, "W", result.w()) <= 1e-8, () -> "W: " + distance(c, "W", result.w()));
    assertTrue(distance(c, "H", result.h()) <= 1e-8, () -> "H: " + distance(c, "H", result.h()));
  }

  /**
   * The textbook's rule for L2 with the KL loss is not monotone; the exact step is and does better.
   */
  @ParameterizedTest
  @MethodSource("textbookCases")
  void theExactStepEndsNoHigherThanTheTextbookRule(Case c) {
    NmfResult ours = run(c);
    DenseMatrix w = Npy.read(path(c, c.name() + ".W.npy"));
    DenseMatrix h = Npy.read(path(c, c.name() + ".H.npy"));
    DenseMatrix v = Npy.read(path(c, c.data()));
    double theirs = divergenceKl(v, w, h) + penalty(penaltyW(c, v), w) + penalty(penaltyH(c, v), h);
    assertTrue(
        ours.objective() <= theirs * (1 + 1e-12),
        () -> "objective %s, textbook rule %s".formatted(ours.objective(), theirs));
  }

  private static NmfResult run(Case c) {
    DenseMatrix v = Npy.read(path(c, c.data()));
    DenseMatrix w0 = Npy.read(path(c, "W0.npy"));
    DenseMatrix h0 = Npy.read(path(c, "H0.npy"));
    return Nmf.factorize(
        v,
        NmfOptions.rank(c.rank())
            .loss(new Loss(c.beta()))
            .solver(c.solver().equals("cd") ? Solver.HALS : Solver.MULTIPLICATIVE)
            .initialization(Initialization.custom(w0, h0))
            .penaltyW(penaltyW(c, v))
            .penaltyH(penaltyH(c, v))
            .maxIterations(c.iterations())
            .stoppingRule(new StoppingRule.None())
            .backend("reference"));
  }

  private static Penalty penaltyW(Case c, DenseMatrix v) {
    double alpha = c.alphaW() * v.columns();
    return new Penalty(alpha * c.l1Ratio(), alpha * (1 - c.l1Ratio()));
  }

  private static Penalty penaltyH(Case c, DenseMatrix v) {
    double alpha = c.alphaH() * v.rows();
    return new Penalty(alpha * c.l1Ratio(), alpha * (1 - c.l1Ratio()));
  }

  private static double penalty(Penalty penalty, DenseMatrix x) {
    double norm = Matrices.frobenius(x);
    return penalty.l1() * x.summary().sum() + penalty.l2() / 2 * norm * norm;
  }

  private static double divergenceKl(DenseMatrix v, DenseMatrix w, DenseMatrix h) {
    DenseMatrix y = Matrices.multiply(w, h);
    double sum = 0;
    for (int i = 0; i < v.rows(); i++) {
      for (int j = 0; j < v.columns(); j++) {
        double a = v.get(i, j);
        double b = y.get(i, j);
        sum += (a == 0 ? 0 : a * Math.log(a / b)) - a + b;
      }
    }
    return sum;
  }

  private static double distance(Case c, String factor, DenseMatrix actual) {
    return Matrices.distance(Npy.read(path(c, c.name() + "." + factor + ".npy")), actual);
  }

  private static String path(Case c, String file) {
    return "/sklearn/" + c.dataset() + "/" + file;
  }

  /** The manifest's cases that have a solver; its format is fixed, so no JSON library is needed. */
  private static List<Case> manifest() throws IOException {
    String text;
    try (InputStream in =
        ScikitLearnGoldenTest.class.getResourceAsStream("/sklearn/manifest.json")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    var cases = new ArrayList<Case>();
    Matcher block = Pattern.compile("\\{[^{}]*\"solver\"[^{}]*\\}").matcher(text);
    while (block.find()) {
      String b = block.group();
      cases.add(
          new Case(
              string(b, "dataset"),
              string(b, "case"),
              (int) number(b, "rank"),
              (int) number(b, "iterations"),
              number(b, "beta"),
              string(b, "solver"),
              string(b, "data"),
              number(b, "alpha_W"),
              number(b, "alpha_H"),
              number(b, "l1_ratio"),
              number(b, "divergence")));
    }
    assertEquals(22, cases.size(), "cases in the manifest");
    return cases;
  }

  private static String string(String block, String key) {
    return find(block, "\"" + key + "\": \"([^\"]*)\"");
  }

  private static double number(String block, String key) {
    return Double.parseDouble(find(block, "\"" + key + "\": ([-+.0-9eE]+)"));
  }

  private static String find(String block, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(block);
    assertTrue(matcher.find(), () -> regex + " in " + block);
    return matcher.group(1);
  }
}
