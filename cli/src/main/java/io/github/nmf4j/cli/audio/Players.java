package io.github.nmf4j.cli.audio;

import io.github.nmf4j.audio.AudioSource;
import io.github.nmf4j.audio.Decomposition;
import io.github.nmf4j.audio.Mask;
import io.github.nmf4j.audio.Preview;
import io.github.nmf4j.audio.Segment;
import io.github.nmf4j.audio.Separator;
import io.github.nmf4j.audio.Signal;
import io.github.nmf4j.audio.Stem;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.JsonTree;
import io.github.nmf4j.report.AudioClip;
import io.github.nmf4j.report.Block;
import io.github.nmf4j.report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Players for a page: excerpts that travel in it, short enough that the page stays small, and links
 * to the files beside it.
 *
 * @param folder where the results are
 * @param sound what was factorised, if it is still there
 */
record Players(Path folder, Optional<WavReader> sound) {

  private static final String HEADING = "Listen";

  /** Bytes of all excerpts of a page together; in the page they take a third more. */
  private static final int BUDGET = 1_400_000;

  private static final double LONGEST = 10;
  private static final double SHORTEST = 2;
  private static final int FINE = 24_000;
  private static final int COARSE = 12_000;
  private static final int SAMPLE_BYTES = 2;

  /** Excerpts peak here, all changed by one factor. */
  private static final double PEAK = 0.9;

  /** How long and how fine excerpts are, and how many there can be. */
  private record Size(double seconds, int mostRate, int clips) {

    static Size of(int clips, int rate) {
      double fine = seconds(clips, Preview.sampleRate(rate, FINE));
      if (fine >= SHORTEST) {
        return new Size(Math.min(LONGEST, fine), FINE, clips);
      }
      int coarseRate = Preview.sampleRate(rate, COARSE);
      double coarse = seconds(clips, coarseRate);
      if (coarse >= SHORTEST) {
        return new Size(coarse, COARSE, clips);
      }
      return new Size(SHORTEST, COARSE, (int) (BUDGET / (SHORTEST * SAMPLE_BYTES * coarseRate)));
    }

    private static double seconds(int clips, int rate) {
      return (double) BUDGET / ((double) clips * SAMPLE_BYTES * rate);
    }
  }

  /** An excerpt with its name, and the file that has all of it. */
  private record Clip(String label, Preview preview, Optional<String> file) {}

  /** The mixture and the stems, at one moment. */
  Optional<Section> stems(Decomposition decomposition, List<JsonTree> written) throws IOException {
    var stems = new ArrayList<Stem>();
    var files = new ArrayList<String>();
    for (JsonTree stem : written) {
      String file = stem.requireText("file");
      if (Files.isRegularFile(folder.resolve(file))) {
        files.add(file);
        stems.add(
            new Stem(
                stem.requireText("name"),
                stem.elements("components").stream()
                    .map(member -> (int) member.number("").orElse(0))
                    .toList()));
      }
    }
    int mixture = sound.isPresent() ? 1 : 0;
    if (files.isEmpty()) {
      return Optional.empty();
    }
    Size size = Size.of(files.size() + mixture, decomposition.sampleRate());
    int first = decomposition.telling(stems, frames(decomposition, size));
    long start = (long) first * decomposition.stft().hop();
    long length = Math.round(size.seconds * decomposition.sampleRate());
    var clips = new ArrayList<Clip>();
    if (sound.isPresent()) {
      clips.add(clip("mixture", sound.get(), start, length, size, Optional.empty()));
    }
    for (int s = 0; s < files.size() && clips.size() < size.clips; s++) {
      try (WavReader stem = WavReader.open(folder.resolve(files.get(s)))) {
        clips.add(clip(stems.get(s).name(), stem, start, length, size, Optional.of(files.get(s))));
      }
    }
    return Optional.of(
        section(
            clips,
            files.size() + mixture,
            "%s, all changed in loudness by the same factor. The files beside this page are whole."
                .formatted(
                    where(clips, start, decomposition.sampleRate(), decomposition.length()))));
  }

  /** The recording and each component alone, at one moment. */
  Optional<Section> components(Decomposition decomposition, ComponentNames names)
      throws IOException {
    if (sound.isEmpty()) {
      return Optional.empty();
    }
    List<Stem> each = Stem.each(decomposition.rank());
    int rate = decomposition.sampleRate();
    Size size = Size.of(each.size() + 1, rate);
    int frames = frames(decomposition, size);
    int first = decomposition.telling(each, frames);
    Decomposition part = decomposition.excerpt(first, frames);
    long start = (long) first * decomposition.stft().hop();
    Signal piece = read(sound.get(), start, part.length());
    List<Signal> heard = new Separator(part, each, new Mask.Rule.Wiener(2)).separate(piece);
    var clips = new ArrayList<Clip>();
    clips.add(clip("recording", piece, 0, part.length(), size, Optional.empty()));
    for (int r = 0; r < heard.size() && clips.size() < size.clips; r++) {
      clips.add(
          clip(
              "component " + names.all().get(r),
              heard.get(r),
              0,
              part.length(),
              size,
              Optional.empty()));
    }
    return Optional.of(
        section(
            clips,
            each.size() + 1,
            "%s: the recording, and what is left of it when only one component is let through."
                .formatted(where(clips, start, rate, decomposition.length()))));
  }

  /** The beginning of each label's longest span. */
  Optional<Section> segments(SegmentTable table, List<String> labels) throws IOException {
    if (sound.isEmpty() || table.segments().isEmpty()) {
      return Optional.empty();
    }
    WavReader recording = sound.get();
    Size size = Size.of(labels.size(), recording.sampleRate());
    var clips = new ArrayList<Clip>();
    for (int r = 0; r < labels.size() && clips.size() < size.clips; r++) {
      Optional<Segment> longest = table.longest(r);
      if (longest.isPresent()) {
        double begin = longest.get().start();
        double seconds = Math.min(size.seconds, longest.get().end() - begin);
        String label = String.format(Locale.ROOT, "%s, from %.1f s on", labels.get(r), begin);
        clips.add(
            clip(
                label,
                recording,
                Math.round(begin * recording.sampleRate()),
                Math.max(1, Math.round(seconds * recording.sampleRate())),
                size,
                Optional.empty()));
      }
    }
    return Optional.of(
        section(
            clips,
            labels.size(),
            String.format(
                Locale.ROOT,
                "The beginning of each label's longest span, %.1f s at most, one channel, 16 bits, %d samples a second.",
                size.seconds,
                clips.getFirst().preview.sampleRate())));
  }

  private static int frames(Decomposition decomposition, Size size) {
    return Math.max(1, (int) (size.seconds / decomposition.frameSeconds()));
  }

  private static Signal read(AudioSource sound, long start, long length) throws IOException {
    double[][] samples = new double[sound.channels()][Math.toIntExact(length)];
    sound.read(start, (int) length, samples);
    return Signal.of(sound.sampleRate(), samples);
  }

  private static Clip clip(
      String label, AudioSource source, long start, long length, Size size, Optional<String> file)
      throws IOException {
    return new Clip(label, Preview.of(source, start, length, size.mostRate), file);
  }

  private static String where(List<Clip> clips, long start, int rate, long length) {
    Preview preview = clips.getFirst().preview;
    boolean whole = start == 0 && preview.seconds() >= (double) length / rate - 0.01;
    return String.format(
        Locale.ROOT,
        "%s, one channel, 16 bits, %d samples a second",
        whole
            ? "The whole length"
            : String.format(
                Locale.ROOT,
                "Excerpts of %.1f s, from %.1f s on",
                preview.seconds(),
                (double) start / rate),
        preview.sampleRate());
  }

  private static Section section(List<Clip> clips, int all, String caption) {
    double peak = Preview.peak(clips.stream().map(Clip::preview).toList());
    double gain = peak > 0 ? PEAK / peak : 1;
    var players = new ArrayList<AudioClip>();
    for (Clip clip : clips) {
      AudioClip embedded = AudioClip.embedded(clip.label, clip.preview.wav(gain));
      players.add(clip.file.map(embedded::withFile).orElse(embedded));
    }
    String left =
        clips.size() < all ? " The first %d of %d have players.".formatted(clips.size(), all) : "";
    return new Section(HEADING, new Block.Paragraph(caption + left), new Block.Sounds(players));
  }
}
