package io.github.nmf4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Writes one report as HTML. */
final class HtmlPage {

  private static final Pattern NUMBER =
      Pattern.compile("[−-]?\\d+([.]\\d+)?(e[−-]?\\d+)?( ?%)?|–|");

  private final StringBuilder html = new StringBuilder(1 << 16);
  private int figures;

  String page(Report report) {
    String title = Xml.escape(report.title());
    html.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        style-src 'unsafe-inline'; img-src data:; media-src data: file: 'self'">
        <meta name="generator" content="nmf4j">
        <link rel="icon" href="data:,">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header>
        <h1>%s</h1>
        <p class="summary">%s</p>
        </header>
        """
            .formatted(title, style(), title, Xml.escape(report.summary())));
    contents(report.sections());
    html.append("<main>\n");
    for (int s = 0; s < report.sections().size(); s++) {
      section(report.sections().get(s), "s" + (s + 1));
    }
    html.append("</main>\n</body>\n</html>\n");
    return html.toString();
  }

  private static String style() {
    try (InputStream css = HtmlPage.class.getResourceAsStream("page.css")) {
      if (css == null) {
        throw new IllegalStateException("page.css is missing in the jar");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void contents(List<Section> sections) {
    if (sections.size() < 2) {
      return;
    }
    html.append("<nav aria-label=\"Contents\">\n<ul>\n");
    for (int s = 0; s < sections.size(); s++) {
      html.append("<li><a href=\"#s").append(s + 1).append("\">");
      html.append(Xml.escape(sections.get(s).heading())).append("</a></li>\n");
    }
    html.append("</ul>\n</nav>\n");
  }

  private void section(Section section, String id) {
    html.append("<section aria-labelledby=\"").append(id).append("\">\n<h2 id=\"").append(id);
    html.append("\">").append(Xml.escape(section.heading())).append("</h2>\n");
    section.blocks().forEach(this::block);
    html.append("</section>\n");
  }

  private void block(Block block) {
    switch (block) {
      case Block.Paragraph paragraph -> element("p", paragraph.text());
      case Block.Figure figure -> figure(figure);
      case Block.Row row -> {
        html.append("<div class=\"row\">\n");
        row.blocks().forEach(this::block);
        html.append("</div>\n");
      }
      case Block.Facts facts -> facts(facts);
      case Block.Table table -> table(table);
      case Block.Code code ->
          html.append("<pre tabindex=\"0\"><code>")
              .append(Xml.escape(code.text()))
              .append("</code></pre>\n");
      case Block.Sounds sounds -> sounds(sounds);
    }
  }

  private void figure(Block.Figure figure) {
    String id = "f" + ++figures;
    Plot plot = figure.plot();
    html.append("<figure>\n").append(plot.toInlineSvg(id)).append("<figcaption><strong>");
    html.append(Xml.escape(plot.title())).append(".</strong> ");
    html.append(Xml.escape((figure.caption() + " " + plot.note()).strip()));
    html.append("</figcaption>\n</figure>\n");
  }

  private void facts(Block.Facts facts) {
    html.append("<dl>\n");
    for (Block.Fact fact : facts.facts()) {
      html.append("<div>");
      element("dt", fact.name());
      element("dd", fact.value());
      html.append("</div>\n");
    }
    html.append("</dl>\n");
  }

  private void table(Block.Table table) {
    boolean[] numeric = new boolean[table.heading().size()];
    for (int c = 0; c < numeric.length; c++) {
      int column = c;
      numeric[c] = table.rows().stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }
    // a wide table scrolls by itself, also with the keyboard
    html.append("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"");
    html.append(Xml.escape(table.caption())).append("\">\n<table>\n");
    element("caption", table.caption());
    html.append("<thead><tr>");
    for (int c = 0; c < numeric.length; c++) {
      html.append(numeric[c] ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
      html.append(Xml.escape(table.heading().get(c))).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int c = 0; c < numeric.length; c++) {
        html.append(numeric[c] ? "<td class=\"n\">" : "<td>");
        html.append(Xml.escape(row.get(c))).append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>\n</div>\n");
  }

  private void sounds(Block.Sounds sounds) {
    html.append("<ul class=\"sounds\">\n");
    for (AudioClip clip : sounds.clips()) {
      String label = Xml.escape(clip.label());
      html.append("<li><strong>").append(label).append("</strong>\n<audio controls preload=\"");
      html.append(clip.isLinked() ? "none" : "metadata").append("\" aria-label=\"").append(label);
      html.append("\" src=\"").append(Xml.escape(clip.source())).append("\"></audio>");
      if (!clip.file().isEmpty()) {
        html.append("\n<a href=\"").append(Xml.escape(clip.file())).append("\">");
        html.append("whole file<span class=\"unseen\"> of ").append(label).append("</span></a>");
      }
      html.append("</li>\n");
    }
    html.append("</ul>\n");
  }

  private void element(String name, String text) {
    html.append('<').append(name).append('>').append(Xml.escape(text));
    html.append("</").append(name).append(">\n");
  }
}
