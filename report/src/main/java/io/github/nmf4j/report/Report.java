package io.github.nmf4j.report;

import io.github.nmf4j.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One self-contained page: HTML with pictures and style inside, without scripts, that opens offline
 * and asks nothing from anywhere. It suits phones and desktops, light and dark screens, paper, and
 * readers that speak.
 *
 * @param title what the page is about
 * @param summary the outcome in a sentence or two
 * @param sections what it says, in order
 */
public record Report(String title, String summary, List<Section> sections) {

  public Report {
    sections = List.copyOf(sections);
  }

  /** The same page with a section in front of the others. */
  public Report withFirst(Section section) {
    return inserted(0, section);
  }

  /** The same page with a section behind the others. */
  public Report with(Section section) {
    return inserted(sections.size(), section);
  }

  private Report inserted(int at, Section section) {
    var all = new ArrayList<>(sections);
    all.add(at, section);
    return new Report(title, summary, all);
  }

  /** The page. */
  public String toHtml() {
    return new HtmlPage().page(this);
  }

  /** Writes the page to a file that appears whole or not at all. */
  public void write(Path file) throws IOException {
    byte[] html = toHtml().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(html));
  }

  /** All pictures of the page in order. */
  public List<Plot> plots() {
    var plots = new ArrayList<Plot>();
    sections.forEach(section -> collect(section.blocks(), plots));
    return plots;
  }

  private static void collect(List<Block> blocks, List<Plot> plots) {
    for (Block block : blocks) {
      switch (block) {
        case Block.Figure figure -> plots.add(figure.plot());
        case Block.Row row -> collect(row.blocks(), plots);
        case Block.Paragraph _, Block.Facts _, Block.Table _, Block.Code _, Block.Sounds _ -> {}
      }
    }
  }
}
