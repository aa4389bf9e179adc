package io.github.nmf4j.report;

import java.util.List;

/** What a section of a {@link Report} consists of. */
public sealed interface Block {

  /** A paragraph of text. */
  record Paragraph(String text) implements Block {}

  /** A picture with its title, what there is to say about it, and how it was made. */
  record Figure(Plot plot, String caption) implements Block {
    public Figure(Plot plot) {
      this(plot, "");
    }
  }

  /** Blocks side by side where the page is wide enough. */
  record Row(List<Block> blocks) implements Block {
    public Row {
      blocks = List.copyOf(blocks);
    }
  }

  /** Names and values, such as the settings of a run. */
  record Facts(List<Fact> facts) implements Block {
    public Facts {
      facts = List.copyOf(facts);
    }
  }

  /** A name and its value. */
  record Fact(String name, String value) {}

  /**
   * A table; columns in which every cell is a number are set to the right.
   *
   * @param caption what the table shows
   * @param heading names of the columns
   * @param rows cells, as many per row as there are columns
   */
  record Table(String caption, List<String> heading, List<List<String>> rows) implements Block {
    public Table {
      heading = List.copyOf(heading);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != heading.size()) {
          throw new IllegalArgumentException(
              "a row of %d cells in a table of %d columns".formatted(row.size(), heading.size()));
        }
      }
    }
  }

  /** Something to type, such as the command that repeats a run. */
  record Code(String text) implements Block {}

  /** Sounds to listen to, each with a player. */
  record Sounds(List<AudioClip> clips) implements Block {
    public Sounds {
      clips = List.copyOf(clips);
    }
  }
}
