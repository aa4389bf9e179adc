package io.github.nmf4j.audio.score;

import io.github.nmf4j.audio.Pitch;
import io.github.nmf4j.audio.Stem;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a score says about W and H (Ewert and Müller 2012; Müller, Fundamentals of Music Processing,
 * 8.3): starting values with zeros where a template has no harmonic or a note does not sound.
 * Multiplicative updates keep zeros. What follows holds for {@link Start#OWN}; the others have the
 * values of the programs they are named after.
 *
 * <p>Every pitch of every label is a component of its own. Its template starts with 1/m around the
 * m-th harmonic, its activation with 1 where the score has the note, give or take the tolerances.
 * With attacks there is a second component for the noise of the beginning, with a flat template and
 * activations around onsets only. A label's notes without a pitch, drums, share {@link
 * Settings#drumComponents} components with flat templates, whose activations start as strokes that
 * fade at different speeds.
 */
public final class ScoreModel {

  /** How long a note lasts of which the score does not say it: until the label's next, at most. */
  private static final double OPEN_SECONDS = 0.6;

  private static final double FLAT = 0.1;

  private final List<Voice> voices;
  private final DenseMatrix w;
  private final DenseMatrix h;

  /**
   * How exact the score is.
   *
   * @param before seconds by which a note may begin early
   * @param after seconds by which it may end late
   * @param pitchTolerance relative half width of a harmonic's band
   * @param attacks whether pitched notes have a component for their beginning
   * @param drumComponents components of a label without pitches
   * @param start whose starting values
   */
  public record Settings(
      double before,
      double after,
      double pitchTolerance,
      boolean attacks,
      int drumComponents,
      Start start) {
    public Settings {
      if (attacks && start == Start.NMF_TOOLBOX) {
        throw new IllegalArgumentException(
            "the NMF toolbox's start has no components for the beginning of notes");
      }
      requireTolerance("before", before, 60);
      requireTolerance("after", after, 60);
      requireTolerance("pitchTolerance", pitchTolerance, 0.5);
      if (drumComponents < 1 || drumComponents > 16) {
        throw new IllegalArgumentException("drumComponents must be 1 to 16, was " + drumComponents);
      }
    }

    private static void requireTolerance(String name, double value, double most) {
      if (!(value >= 0 && value <= most)) {
        throw new IllegalArgumentException(
            "%s must be 0 to %s, was %s".formatted(name, most, value));
      }
    }

    /** This library's starting values. */
    public Settings(
        double before, double after, double pitchTolerance, boolean attacks, int drumComponents) {
      this(before, after, pitchTolerance, attacks, drumComponents, Start.OWN);
    }

    /** Notes may begin 0.03 s early and end 0.2 s late; harmonics are within 3 %; two per drum. */
    public static Settings defaults() {
      return defaults(Start.OWN);
    }

    /** What a program takes if nothing is said. */
    public static Settings defaults(Start start) {
      return switch (start) {
        case OWN -> new Settings(0.03, 0.2, 0.03, false, 2, start);
        case LIBFMP -> new Settings(0.2, 0.5, 0.05, false, 1, start);
        case NMF_TOOLBOX ->
            // three quarters of a semitone
            new Settings(0.025, 0.025, Math.pow(2, 0.75 / 12) - 1, false, 1, start);
      };
    }
  }

  /** Whose starting values. */
  public enum Start {
    /** This library's. */
    OWN,
    /** Those of libfmp: of the FMP notebooks, without drums. */
    LIBFMP,
    /** Those of the NMF toolbox, which are nowhere quite 0. */
    NMF_TOOLBOX
  }

  /** What a component stands for. */
  public enum Part {
    /** The harmonics of a pitch. */
    TONE,
    /** The noise with which a note begins. */
    ATTACK,
    /** A sound without pitch. */
    DRUM
  }

  /**
   * A component.
   *
   * @param label whose it is
   * @param pitch empty for a drum
   * @param part what of it
   */
  public record Voice(String label, Optional<Pitch> pitch, Part part) {}

  private ScoreModel(List<Voice> voices, DenseMatrix w, DenseMatrix h) {
    this.voices = List.copyOf(voices);
    this.w = w;
    this.h = h;
  }

  /**
   * Makes starting values.
   *
   * @param length samples of the sound
   * @throws IllegalArgumentException if no note lies within the sound
   */
  public static ScoreModel of(
      List<Note> notes, Stft stft, int sampleRate, long length, Settings settings) {
    return new Builder(notes, stft, sampleRate, length, settings).build();
  }

  /** What the components stand for, in their order. */
  public List<Voice> voices() {
    return voices;
  }

  /** Starting templates, bins × k. */
  public DenseMatrix w() {
    return w;
  }

  /** Starting activations, k × frames. */
  public DenseMatrix h() {
    return h;
  }

  /** One stem for each label; notes without one are {@code score}. */
  public List<Stem> stemsByLabel() {
    return stems(voice -> voice.label.isEmpty() ? "score" : voice.label);
  }

  /** One stem for each pitch, whatever its label, and for each label of drums. */
  public List<Stem> stemsByPitch() {
    return stems(
        voice ->
            voice.pitch.map(Pitch::toString).orElse(voice.label.isEmpty() ? "drums" : voice.label));
  }

  private List<Stem> stems(Function<Voice, String> name) {
    var groups = new LinkedHashMap<String, List<Integer>>();
    for (int r = 0; r < voices.size(); r++) {
      groups.computeIfAbsent(fileName(name.apply(voices.get(r))), key -> new ArrayList<>()).add(r);
    }
    return groups.entrySet().stream().map(e -> new Stem(e.getKey(), e.getValue())).toList();
  }

  /** Labels are free text; names of stems are names of files. */
  private static String fileName(String label) {
    String clean = label.replaceAll("[^\\p{L}\\p{N} .#♭+-]", "_").strip();
    String safe =
        clean.isEmpty() || !Character.isLetterOrDigit(clean.charAt(0)) ? "_" + clean : clean;
    return safe.substring(0, Math.min(80, safe.length()));
  }

  /** Fills the starting values. */
  private static final class Builder {

    private final List<Note> notes;
    private final Settings settings;
    private final ScoreGrid grid;
    private final StartingValues values;
    private final List<Voice> voices = new ArrayList<>();
    private final List<double[]> templates = new ArrayList<>();
    private final List<double[]> activations = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(0);

    Builder(List<Note> notes, Stft stft, int sampleRate, long length, Settings settings) {
      double end = (double) length / sampleRate;
      this.notes = notes.stream().filter(note -> note.start() < end).toList();
      if (this.notes.isEmpty()) {
        throw new IllegalArgumentException(
            "no note of the score lies within the %.3f s of the sound".formatted(end));
      }
      this.settings = settings;
      this.grid = ScoreGrid.of(stft, sampleRate, length);
      this.values =
          switch (settings.start) {
            case OWN -> new OwnStart(grid, settings);
            case LIBFMP -> new LibfmpStart(grid, settings);
            case NMF_TOOLBOX -> new ToolboxStart(grid, settings, ToolboxStart.HARMONICS);
          };
    }

    ScoreModel build() {
      var labels = new TreeMap<String, Map<Integer, List<Note>>>();
      for (Note note : notes) {
        labels
            .computeIfAbsent(note.label(), label -> new TreeMap<>())
            .computeIfAbsent(note.pitch().map(Pitch::midi).orElse(-1), pitch -> new ArrayList<>())
            .add(note);
      }
      labels.forEach(
          (label, pitches) ->
              pitches.forEach(
                  (midi, group) -> {
                    if (midi < 0) {
                      drums(label, group);
                    } else {
                      tones(label, new Pitch(midi), group);
                    }
                  }));
      return new ScoreModel(voices, matrix(templates).transpose(), matrix(activations));
    }

    private void tones(String label, Pitch pitch, List<Note> group) {
      List<StartingValues.Span> spans = spans(group);
      add(
          new Voice(label, Optional.of(pitch), Part.TONE),
          values.tone(pitch.hertz()),
          values.sustained(spans));
      if (settings.attacks) {
        add(new Voice(label, Optional.of(pitch), Part.ATTACK), flat(), values.attacks(spans));
      }
    }

    private void drums(String label, List<Note> group) {
      List<StartingValues.Span> spans = spans(group);
      for (int c = 0; c < settings.drumComponents; c++) {
        add(new Voice(label, Optional.empty(), Part.DRUM), rough(), values.strokes(spans, c));
      }
    }

    private static List<StartingValues.Span> spans(List<Note> group) {
      return IntStream.range(0, group.size())
          .mapToObj(i -> new StartingValues.Span(group.get(i).start(), end(group, i)))
          .toList();
    }

    private void add(Voice voice, double[] template, double[] activation) {
      voices.add(voice);
      templates.add(template);
      activations.add(activation);
    }

    /** When note i of a group ends; if it does not say, at the next one, or after a while. */
    private static double end(List<Note> group, int i) {
      Note note = group.get(i);
      if (note.duration().isPresent()) {
        return note.start() + note.duration().getAsDouble();
      }
      double open = note.start() + OPEN_SECONDS;
      return i + 1 < group.size() ? Math.min(open, group.get(i + 1).start()) : open;
    }

    private double[] flat() {
      double[] template = new double[grid.bins()];
      Arrays.fill(template, FLAT);
      return template;
    }

    /** Nearly flat: equal templates of a label would stay equal. */
    private double[] rough() {
      return random.doubles(grid.bins(), 0.9, 1.1).toArray();
    }

    private static DenseMatrix matrix(List<double[]> rows) {
      DenseMatrix matrix =
          DenseMatrix.allocate(rows.size(), rows.getFirst().length, Precision.DOUBLE);
      for (int i = 0; i < rows.size(); i++) {
        for (int j = 0; j < rows.get(i).length; j++) {
          matrix.set(i, j, rows.get(i)[j]);
        }
      }
      return matrix;
    }
  }
}
