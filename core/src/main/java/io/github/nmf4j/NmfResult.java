package io.github.nmf4j;

import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.DeviceInfo;
import io.github.nmf4j.backend.DeviceTimes;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.List;
import java.util.Optional;

/**
 * A factorisation V ≈ W·H with its certificate.
 *
 * @param w W, m × k, nonnegative
 * @param h H, k × n, nonnegative
 * @param l in the convex model L, n × k, nonnegative, with W = V·L; otherwise empty
 * @param iterations iterations done
 * @param stopReason why it ended
 * @param initialLoss D(V | W₀H₀)
 * @param loss D(V | WH)
 * @param relativeLoss the loss divided by that of the best constant model, D(V | mean(V)): 0 is an
 *     exact fit; for the Frobenius loss it is the unexplained share of the variance. If V is
 *     constant, the loss divided by m · n · mean(V)^β. Only observed entries count, each with its
 *     weight; 1 if V is zero and fixed components are not
 * @param objective loss plus penalties
 * @param kktW KKT residual of W, 0 if W was fixed
 * @param kktH KKT residual of H, 0 if H was fixed
 * @param trace the loss over time, first point at iteration 0
 * @param restarts iterations in which an accelerated solver went back to its last good factors
 * @param solver the algorithm that ran, never {@code AUTO}
 * @param precision the precision of the computation
 * @param run on what and how long
 */
public record NmfResult(
    DenseMatrix w,
    DenseMatrix h,
    Optional<DenseMatrix> l,
    int iterations,
    StopReason stopReason,
    double initialLoss,
    double loss,
    double relativeLoss,
    double objective,
    double kktW,
    double kktH,
    List<TracePoint> trace,
    List<Integer> restarts,
    Solver solver,
    Precision precision,
    Run run) {

  public NmfResult {
    trace = List.copyOf(trace);
    restarts = List.copyOf(restarts);
  }

  /**
   * On what a factorisation ran and how long.
   *
   * @param backend name of the backend
   * @param device its device
   * @param threads its worker threads
   * @param refusals backends that {@code auto} passed over
   * @param initializationSeconds choosing W₀ and H₀
   * @param uploadSeconds bringing V to the device
   * @param iterationSeconds all iterations, with the evaluations of the loss between them
   * @param deviceTimes what the device did with its time, if the backend was told to find out
   */
  public record Run(
      String backend,
      DeviceInfo device,
      int threads,
      List<Backends.Refusal> refusals,
      double initializationSeconds,
      double uploadSeconds,
      double iterationSeconds,
      Optional<DeviceTimes> deviceTimes) {
    public Run {
      refusals = List.copyOf(refusals);
    }
  }

  /** The result of V = W·H from that of Vᵀ = Hᵀ·Wᵀ, whose factors are given as they are to be. */
  public NmfResult exchanged(DenseMatrix newW, DenseMatrix newH, double initializationSeconds) {
    return new NmfResult(
        newW,
        newH,
        l,
        iterations,
        stopReason,
        initialLoss,
        loss,
        relativeLoss,
        objective,
        kktH,
        kktW,
        trace,
        restarts,
        solver,
        precision,
        new Run(
            run.backend(),
            run.device(),
            run.threads(),
            run.refusals(),
            initializationSeconds,
            run.uploadSeconds(),
            run.iterationSeconds(),
            run.deviceTimes()));
  }

  /** The larger of the two KKT residuals: 0 at a stationary point. */
  public double kkt() {
    return Math.max(kktW, kktH);
  }

  /** Whether the stopping rule was met, or there was nothing to do. */
  public boolean converged() {
    return stopReason == StopReason.CONVERGED || stopReason == StopReason.ZERO_DATA;
  }
}
