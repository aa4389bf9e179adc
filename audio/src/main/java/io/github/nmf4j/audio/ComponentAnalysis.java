package io.github.nmf4j.audio;

import java.util.ArrayList;
import java.util.List;

/**
 * What a component sounds like.
 *
 * @param component its index, from 0
 * @param share its part of W·H
 * @param pitch the pitch of its template
 * @param centroidHertz mean frequency of the template
 * @param sustain how long its sounds last, see {@link Sustain}
 * @param events its soundings
 */
public record ComponentAnalysis(
    int component,
    double share,
    PitchEstimate pitch,
    double centroidHertz,
    double sustain,
    List<Event> events) {

  public ComponentAnalysis {
    events = List.copyOf(events);
  }

  /** Whether its sounds last, rather than being struck. */
  public boolean isHarmonic() {
    return sustain >= Sustain.HARMONIC;
  }

  /** All components, in their order. */
  public static List<ComponentAnalysis> of(Decomposition decomposition) {
    double[] weights = decomposition.weights();
    double all = 0;
    for (double weight : weights) {
      all += weight;
    }
    var components = new ArrayList<ComponentAnalysis>();
    double binHertz = decomposition.stft().frequency(1, decomposition.sampleRate());
    for (int r = 0; r < weights.length; r++) {
      double[] magnitudes = decomposition.template(r);
      for (int q = 0; q < magnitudes.length; q++) {
        magnitudes[q] = decomposition.scale().toMagnitude(magnitudes[q]);
      }
      double[] activation = decomposition.loudness(r);
      components.add(
          new ComponentAnalysis(
              r,
              all > 0 ? weights[r] / all : 0,
              PitchEstimate.of(magnitudes, binHertz),
              centroid(magnitudes, binHertz),
              Sustain.of(activation, decomposition.frameSeconds()),
              Event.of(activation, decomposition.frameSeconds())));
    }
    return components;
  }

  private static double centroid(double[] magnitudes, double binHertz) {
    double sum = 0;
    double moment = 0;
    for (int q = 0; q < magnitudes.length; q++) {
      sum += magnitudes[q];
      moment += q * binHertz * magnitudes[q];
    }
    return sum > 0 ? moment / sum : 0;
  }
}
