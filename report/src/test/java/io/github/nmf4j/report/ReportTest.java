package io.github.nmf4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.report.FactorizationReport.TileShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** Pages and pictures as documents: complete, well-formed, and without a word to anywhere. */
class ReportTest {

  private static DenseMatrix matrix(int rows, int columns, long seed) {
    var random = new Random(seed);
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, random.nextDouble());
      }
    }
    return matrix;
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static FactorizationReport everything() {
    DenseMatrix v = matrix(12, 20, 1);
    NmfResult result = Nmf.factorize(v, NmfOptions.rank(3).maxIterations(40));
    return FactorizationReport.of(v, result)
        .rows(
            Axis.names(
                "<term> & \"more\"", IntStream.range(0, 12).mapToObj(i -> "t&<" + i).toList()))
        .columns(Axis.linear("time (s)", 0, 0.25))
        .tiles(new TileShape(3, 4, false))
        .spectrogram()
        .timeline(
            "When",
            "Two spans in two lanes.",
            List.of("a", "a name that is longer than the room that there is for names"),
            List.of(new Timeline.Span(0, 0, 1), new Timeline.Span(1, 4.999, 5)),
            5)
        .mark(10, "restart")
        .fact("loss & more", "<script>alert(1)</script>")
        .summary("done <b>")
        .command("nmf factorize 'a b.npy' -k 3 <x>")
        .after(
            new Section(
                "More",
                new Block.Table("numbers", List.of("a", "b"), List.of(List.of("x\u0000", "1.5"))),
                new Block.Sounds(
                    List.of(
                        AudioClip.embedded("one", new byte[] {1, 2, 3}),
                        AudioClip.linked("two", "stems/a b:\"<c>.wav")))));
  }

  @Test
  void everyPictureIsWellFormedWithTitleAndDescription() throws Exception {
    FactorizationReport report = everything();
    report.build("all");
    Map<String, Plot> plots = report.plots();
    assertEquals(new HashSet<>(FactorizationReport.plotNames()), new HashSet<>(plots.keySet()));
    for (Plot plot : plots.values()) {
      Document svg = parse(plot.toSvg());
      assertEquals("svg", svg.getDocumentElement().getTagName());
      assertEquals(plot.title(), svg.getElementsByTagName("title").item(0).getTextContent());
      assertFalse(svg.getElementsByTagName("desc").item(0).getTextContent().isBlank());
      var png = new ByteArrayOutputStream();
      plot.writePng(png, 1.5);
      var image = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
      assertEquals((int) Math.ceil(1.5 * plot.width()), image.getWidth());
    }
  }

  @Test
  void pageIsOneDocumentThatAsksNothing() {
    String html = everything().build("A <title> & more").toHtml();
    assertTrue(html.startsWith("<!DOCTYPE html>\n<html lang=\"en\">"), html.substring(0, 60));
    assertFalse(html.contains("<script"), "there is a script");
    assertFalse(html.contains("\u0000"));
    assertTrue(html.contains("<title>A &lt;title&gt; &amp; more</title>"));
    var sources =
        Pattern.compile("(?:src|href|url)\\s*[=(]\\s*\"?([^\">)]*)")
            .matcher(html)
            .results()
            .map(found -> found.group(1))
            .filter(link -> !link.startsWith("data:") && !link.startsWith("#"))
            .toList();
    assertEquals(List.of("./stems/a%20b:%22%3Cc%3E.wav", "./stems/a%20b:%22%3Cc%3E.wav"), sources);
    // names in the page are unique, and every reference has one
    List<String> ids =
        Pattern.compile(" id=\"([^\"]*)\"")
            .matcher(html)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertEquals(ids.size(), new HashSet<>(ids).size());
    Pattern.compile("(?:aria-labelledby=\"|href=\"#)([^\"]*)\"")
        .matcher(html)
        .results()
        .flatMap(found -> List.of(found.group(1).split(" ")).stream())
        .forEach(id -> assertTrue(ids.contains(id), id));
  }

  @Test
  void textStaysInsideThePicture() {
    FactorizationReport report = everything();
    report.build("all");
    for (Map.Entry<String, Plot> plot : report.plots().entrySet()) {
      var text =
          Pattern.compile(
                  "<text x=\"([-0-9.]+)\" y=\"([-0-9.]+)\"( text-anchor=\"(\\w+)\")? font-size=\"([0-9.]+)\"( transform)?[^>]*>([^<]*)")
              .matcher(plot.getValue().toInlineSvg("x"));
      int seen = 0;
      while (text.find()) {
        seen++;
        double x = Double.parseDouble(text.group(1));
        double y = Double.parseDouble(text.group(2));
        double size = Double.parseDouble(text.group(5));
        assertTrue(y > 6 && y <= plot.getValue().height(), plot.getKey() + ": " + text.group());
        if (text.group(6) == null) {
          double width = 0.8 * Canvas.widthOf(text.group(7).replaceAll("&\\w+;", "x"), size);
          double left =
              text.group(4) == null ? x : text.group(4).equals("end") ? x - width : x - width / 2;
          assertTrue(
              left >= -1 && left + width <= plot.getValue().width() + 1,
              plot.getKey() + ": " + text.group());
        }
      }
      assertTrue(seen > 2, plot.getKey());
    }
  }

  /** Relative luminance as the WCAG define it. */
  private static double luminance(int rgb) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      double x = ((rgb >> (16 - 8 * c)) & 0xFF) / 255.0;
      sum += weights[c] * (x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double contrast(int a, int b) {
    double light = Math.max(luminance(a), luminance(b)) + 0.05;
    return light / (Math.min(luminance(a), luminance(b)) + 0.05);
  }

  @Test
  void contrastSufficesInEveryScheme() {
    String html = new Report("t", "", List.of()).toHtml();
    List<String> schemes =
        Pattern.compile(":root \\{([^}]*)}").matcher(html).results().map(r -> r.group(1)).toList();
    assertEquals(3, schemes.size());
    for (String scheme : schemes) {
      for (String name : List.of("text", "muted", "first", "second", "mark")) {
        for (String ground : List.of("page", "panel")) {
          double contrast = contrast(color(scheme, name), color(scheme, ground));
          assertTrue(contrast >= 4.5, "%s on %s: %s".formatted(name, ground, contrast));
        }
      }
      assertTrue(contrast(color(scheme, "frame"), color(scheme, "page")) >= 3);
    }
    for (Ink ink : List.of(Ink.TEXT, Ink.MUTED, Ink.FIRST, Ink.SECOND, Ink.MARK)) {
      assertTrue(contrast(ink.rgb(), 0xFFFFFF) >= 4.5, ink.toString());
      assertTrue(html.contains("." + ink.className() + " {"), ink.toString());
    }
  }

  private static int color(String scheme, String name) {
    var found = Pattern.compile("--" + name + ": #([0-9a-f]{6})").matcher(scheme);
    assertTrue(found.find(), name + " is not in " + scheme);
    return Integer.parseInt(found.group(1), 16);
  }

  @Test
  void largeMatricesMakeSmallPages(@TempDir Path folder) throws Exception {
    DenseMatrix v = matrix(3000, 1500, 2);
    Report report =
        FactorizationReport.of(v, matrix(3000, 12, 3), matrix(12, 1500, 4)).build("large");
    Path file = folder.resolve("report.html");
    report.write(file);
    assertTrue(Files.size(file) < 3_000_000, Files.size(file) + " bytes");
    String html = Files.readString(file);
    assertTrue(html.contains("Each cell shows the largest of up to 7 × 4 entries."));
  }

  @Test
  void dataThatIsGoneIsSaid() {
    FactorizationReport report =
        FactorizationReport.withoutData(matrix(5, 2, 1), matrix(2, 6, 2), 6, "V.npy is not there.");
    String html = report.build("t").toHtml();
    assertTrue(html.contains("V.npy is not there."));
    assertFalse(report.plots().containsKey("V"));
    assertFalse(report.plots().containsKey("residual"));
    assertTrue(report.plots().containsKey("WH"));
  }

  @Test
  void templatesOfSeveralColumnsAreShownAsPictures() {
    DenseMatrix v = matrix(200, 60, 5);
    NmfResult result =
        Nmf.factorize(
            v,
            NmfOptions.rank(2)
                .loss(Loss.KULLBACK_LEIBLER)
                .maxIterations(10)
                .model(new Model.Convolutive(4, Model.Boundary.VALID)));
    assertEquals(57, result.h().columns());
    FactorizationReport report =
        FactorizationReport.of(v, result)
            .rows(Axis.linear("frequency (Hz)", 0, 10))
            .columns(Axis.linear("time (s)", 0, 0.5))
            .spectrogram();
    String html = report.build("t").toHtml();
    assertTrue(html.contains("4 columns, 2 of the axis time (s)"), html);
    assertTrue(html.contains("from bottom to top frequency (Hz) from 0 to 1990"), html);
    assertEquals(4 * 2, result.w().columns());
    report.plots().forEach((name, plot) -> assertFalse(plot.toSvg().contains("NaN"), name));
    assertThrows(IllegalArgumentException.class, () -> report.tiles(new TileShape(20, 10, false)));
  }

  @Test
  void playersCarryTheirSoundAndNameTheWholeFile() {
    AudioClip clip = AudioClip.embedded("bass", new byte[] {1, 2, 3}).withFile("a b.wav");
    String html =
        new Report("t", "", List.of(new Section("s", new Block.Sounds(List.of(clip))))).toHtml();
    assertTrue(html.contains("src=\"data:audio/wav;base64,AQID\""), html);
    assertTrue(html.contains("aria-label=\"bass\""), html);
    assertTrue(
        html.contains("<a href=\"./a%20b.wav\">whole file<span class=\"unseen\"> of bass</span>"),
        html);
  }

  @Test
  void timelineIsDrawnOnceHoweverManySpansThereAre() {
    var spans =
        IntStream.range(0, 100_000)
            .mapToObj(i -> new Timeline.Span(i % 2, i * 0.01, (i + 1) * 0.01))
            .toList();
    String svg = new Timeline("t", "d", List.of("a", "b"), spans, 1000, "time (s)").toSvg();
    assertTrue(svg.length() < 20_000, svg.length() + " characters");
    assertThrows(IllegalArgumentException.class, () -> new Timeline.Span(0, 2, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Timeline("t", "d", List.of("a"), spans, 1000, "time (s)"));
  }

  @Test
  void degenerateFactorsAreDrawn() {
    DenseMatrix zero = DenseMatrix.allocate(1, 1, Precision.DOUBLE);
    Report report =
        FactorizationReport.of(zero, zero, zero)
            .trace(List.of(new TracePoint(0, 0, 0, 0)))
            .build("zero");
    assertFalse(report.toHtml().contains("NaN"));
    assertFalse(report.toHtml().contains("Infinity"));
    report.plots().forEach(plot -> assertFalse(plot.toSvg().contains("NaN"), plot.title()));
  }

  @Test
  void wrongShapesAndNamesAreRefused() {
    DenseMatrix w = matrix(4, 2, 1);
    DenseMatrix h = matrix(2, 5, 2);
    DenseMatrix v = matrix(4, 5, 3);
    assertThrows(
        IllegalArgumentException.class, () -> FactorizationReport.of(v, w, matrix(3, 5, 4)));
    assertThrows(IllegalArgumentException.class, () -> FactorizationReport.of(w, w, h));
    FactorizationReport report = FactorizationReport.of(v, w, h);
    assertThrows(
        IllegalArgumentException.class, () -> report.rows(Axis.names("r", List.of("a", "b"))));
    assertThrows(IllegalArgumentException.class, () -> report.tiles(new TileShape(2, 3, false)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LineChart.Series("s", new double[] {1}, new double[] {Double.NaN}));
  }

  @Test
  void manyComponentsAreCutAndCounted() {
    int k = 200;
    Report report =
        FactorizationReport.of(matrix(4, 6, 1), matrix(4, k, 2), matrix(k, 6, 3))
            .tiles(new TileShape(2, 2, true))
            .build("many");
    assertTrue(report.toHtml().contains("The first 144 of 200 are shown."));
    var captions = new ArrayList<String>();
    report.plots().forEach(plot -> captions.add(plot.title()));
    assertEquals(List.of("Components as pictures", "V", "W·H", "V − W·H", "W", "H"), captions);
  }

  @Test
  void plotsInAGridKeepTheirTitlesAndPlaces() throws Exception {
    var bars = new ArrayList<BarChart>();
    for (int c = 1; c <= 5; c++) {
      bars.add(new BarChart("Topic c" + c, "", List.of(new BarChart.Bar("word" + c, c))));
    }
    var grid = new PlotGrid("Topics", "Five topics.", bars, 4);
    assertEquals(4 * bars.getFirst().width(), grid.width());
    assertEquals(2 * bars.getFirst().titledHeight(), grid.height());
    String svg = grid.toSvg();
    parse(svg);
    int place = 0;
    for (int c = 1; c <= 5; c++) {
      place = svg.indexOf(">Topic c" + c + "<", place);
      assertTrue(place > 0 && svg.indexOf(">word" + c + "<", place) > place, svg);
    }
    String second = "<g transform=\"translate(300 0)\">";
    String fifth =
        "<g transform=\"translate(0 %s)\">".formatted(SvgCanvas.number(grid.height() / 2));
    assertTrue(svg.indexOf(second) < svg.indexOf(">Topic c2<") && svg.contains(second), svg);
    assertTrue(svg.indexOf(fifth) < svg.indexOf(">Topic c5<") && svg.contains(fifth), svg);
    var png = new ByteArrayOutputStream();
    grid.writePng(png, 2);
    var image = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    assertEquals(2400, image.getWidth());
    // something is drawn in the lower left, nothing to the right of it
    assertTrue(dark(image, 0, 300, image.getHeight() / 2 + 30) > 20);
    assertEquals(0, dark(image, 700, 2400, image.getHeight() / 2 + 30));
    assertThrows(IllegalArgumentException.class, () -> new PlotGrid("", "", List.of()));
  }

  /** Pixels between two columns, from a row on, that are not white. */
  private static int dark(BufferedImage image, int from, int to, int row) {
    int count = 0;
    for (int y = row; y < image.getHeight(); y++) {
      for (int x = from; x < to; x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == 0xFFFFFF ? 0 : 1;
      }
    }
    return count;
  }
}
