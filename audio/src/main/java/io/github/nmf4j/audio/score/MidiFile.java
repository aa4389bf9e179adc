package io.github.nmf4j.audio.score;

import io.github.nmf4j.audio.Pitch;
import io.github.nmf4j.matrix.InvalidDataException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Notes of a standard MIDI file of format 0 or 1. They are labelled with the name of their track,
 * or of their channel if it has none; channel 10 is drums: without pitch, labelled with their key.
 *
 * <p>The JDK's own reader is in java.desktop, a module of 14 MB with windows and printers in it
 * that programs without a screen leave out.
 */
final class MidiFile {

  private static final int DRUM_CHANNEL = 9;

  /** Half a second per quarter note until the file says otherwise. */
  private static final int DEFAULT_TEMPO = 500_000;

  private final Path file;
  private final ByteBuffer data;
  private final List<RawNote> notes = new ArrayList<>();

  /** Microseconds per quarter note from a tick on. */
  private final NavigableMap<Long, Integer> tempos = new TreeMap<>(Map.of(0L, DEFAULT_TEMPO));

  private int division;

  private MidiFile(Path file, byte[] content) {
    this.file = file;
    this.data = ByteBuffer.wrap(content);
  }

  /** A note in ticks. */
  private record RawNote(long start, long end, int channel, int key, String track) {}

  static List<Note> read(Path file, byte[] content) {
    return new MidiFile(file, content).read();
  }

  private List<Note> read() {
    if (data.limit() < 14 || data.getInt(4) < 6) {
      throw invalid("truncated: the header has 14 bytes, the file %d".formatted(data.limit()));
    }
    int format = data.getShort(8);
    division = data.getShort(12);
    if (format != 0 && format != 1) {
      throw invalid("a MIDI file of format %d; 0 and 1 are known".formatted(format));
    }
    if (division == 0 || (division < 0 && (division & 0xFF) == 0)) {
      throw invalid("damaged: a division of 0");
    }
    data.position(8 + Math.clamp(data.getInt(4) & 0xFFFFFFFFL, 6, data.limit() - 8));
    int track = 0;
    while (data.remaining() >= 8) {
      String id = latin(4);
      long length = data.getInt() & 0xFFFFFFFFL;
      if (length > data.remaining()) {
        throw invalid(
            "truncated: the %s chunk at offset %d promises %d bytes, the file has %d more"
                .formatted(id, data.position() - 8, length, data.remaining()));
      }
      int end = data.position() + (int) length;
      if (id.equals("MTrk")) {
        new Track(end, ++track).read();
      }
      data.position(end);
    }
    return notes.stream().map(this::note).toList();
  }

  private Note note(RawNote raw) {
    double start = seconds(raw.start);
    boolean drum = raw.channel == DRUM_CHANNEL;
    double duration = seconds(raw.end) - start;
    String label =
        drum ? "drum-" + raw.key : raw.track.isEmpty() ? "channel-" + (raw.channel + 1) : raw.track;
    return new Note(
        start,
        // how long a drum's key is held says nothing
        drum || duration <= 0 ? OptionalDouble.empty() : OptionalDouble.of(duration),
        drum ? Optional.empty() : Optional.of(new Pitch(raw.key)),
        label);
  }

  private double seconds(long tick) {
    if (division < 0) {
      // frames per second, negative, in the upper byte, ticks per frame in the lower
      int frames = -(division >> 8);
      double rate = frames == 29 ? 30_000.0 / 1001 : frames;
      return tick / (rate * (division & 0xFF));
    }
    double micros = 0;
    long from = tempos.firstKey();
    int tempo = DEFAULT_TEMPO;
    for (Map.Entry<Long, Integer> change : tempos.headMap(tick, false).entrySet()) {
      micros += (double) (change.getKey() - from) * tempo / division;
      from = change.getKey();
      tempo = change.getValue();
    }
    return (micros + (double) (tick - from) * tempo / division) * 1e-6;
  }

  /** The events of one track. */
  private final class Track {

    private final int end;
    private final int number;
    private final Map<Integer, Deque<Long>> sounding = new HashMap<>();
    private String name = "";
    private long tick;
    private int status;

    Track(int end, int number) {
      this.end = end;
      this.number = number;
    }

    void read() {
      int first = notes.size();
      while (data.position() < end) {
        tick += variable();
        need(1);
        int next = data.get(data.position()) & 0xFF;
        if (next >= 0x80) {
          status = need(1).get() & 0xFF;
        } else if (status < 0x80 || status >= 0xF0) {
          throw invalid(
              "damaged: track %d has data without a status at offset %d"
                  .formatted(number, data.position()));
        }
        event();
      }
      // the name may come after the first notes
      for (int i = first; i < notes.size(); i++) {
        RawNote raw = notes.get(i);
        notes.set(i, new RawNote(raw.start, raw.end, raw.channel, raw.key, name));
      }
    }

    private void event() {
      switch (status >> 4) {
        case 0x8 -> {
          int key = need(2).get() & 0x7F;
          data.get();
          off(key);
        }
        case 0x9 -> {
          int key = need(2).get() & 0x7F;
          if (data.get() == 0) {
            off(key);
          } else {
            sounding.computeIfAbsent(voice(key), voice -> new ArrayDeque<>()).add(tick);
          }
        }
        case 0xA, 0xB, 0xE -> skip(2);
        case 0xC, 0xD -> skip(1);
        default -> system();
      }
    }

    private void system() {
      switch (status) {
        case 0xFF -> meta(need(1).get() & 0xFF);
        case 0xF0, 0xF7 -> skip(variable());
        default ->
            throw invalid(
                "damaged: track %d has the status 0x%02X at offset %d, which files do not have"
                    .formatted(number, status, data.position() - 1));
      }
    }

    private void meta(int type) {
      int length = variable();
      need(length);
      int next = data.position() + length;
      if (type == 0x51 && length == 3) {
        int tempo = (data.get() & 0xFF) << 16 | (data.getShort() & 0xFFFF);
        if (tempo == 0) {
          throw invalid("damaged: a tempo of 0 in track %d".formatted(number));
        }
        tempos.put(tick, tempo);
      } else if (type == 0x03 && name.isEmpty()) {
        name = latin(length).strip();
      }
      data.position(next);
    }

    private int voice(int key) {
      return (status & 0xF) << 7 | key;
    }

    /** Ends the oldest note of this key; an end without a beginning means nothing. */
    private void off(int key) {
      Deque<Long> starts = sounding.get(voice(key));
      if (starts != null && !starts.isEmpty()) {
        notes.add(new RawNote(starts.remove(), tick, status & 0xF, key, ""));
      }
    }

    private void skip(int bytes) {
      need(bytes);
      data.position(data.position() + bytes);
    }

    /** A number in groups of seven bits, the first group first. */
    private int variable() {
      int value = 0;
      for (int i = 0; i < 4; i++) {
        int group = need(1).get();
        value = value << 7 | (group & 0x7F);
        if (group >= 0) {
          return value;
        }
      }
      throw invalid(
          "damaged: track %d has a number of more than four bytes at offset %d"
              .formatted(number, data.position() - 4));
    }

    private ByteBuffer need(int bytes) {
      if (bytes > end - data.position()) {
        throw invalid("truncated: track %d ends within an event".formatted(number));
      }
      return data;
    }
  }

  private String latin(int bytes) {
    byte[] text = new byte[bytes];
    data.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private InvalidDataException invalid(String message) {
    return new InvalidDataException(file + ": " + message);
  }
}
