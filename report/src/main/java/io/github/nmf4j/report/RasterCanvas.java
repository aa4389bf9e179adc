package io.github.nmf4j.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Draws into an image of pixels, for PNG files with axes. */
final class RasterCanvas implements Canvas, AutoCloseable {

  private final BufferedImage image;
  private final Graphics2D graphics;

  /**
   * A white picture.
   *
   * @param scale pixels of the image per CSS pixel
   */
  RasterCanvas(double width, double height, double scale) {
    image =
        new BufferedImage(
            (int) Math.ceil(width * scale),
            (int) Math.ceil(height * scale),
            BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(scale, scale);
  }

  void write(OutputStream out) throws IOException {
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("this Java cannot write PNG images");
    }
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, Ink ink, double width) {
    pen(ink, width, false);
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void polyline(double[] x, double[] y, Ink ink, double width, boolean dashed) {
    if (x.length == 0) {
      return;
    }
    pen(ink, width, dashed);
    var path = new Path2D.Double();
    path.moveTo(x[0], y[0]);
    for (int i = 1; i < x.length; i++) {
      path.lineTo(x[i], y[i]);
    }
    graphics.draw(path);
  }

  @Override
  public void fill(double x, double y, double width, double height, Ink ink) {
    graphics.setColor(new Color(ink.rgb()));
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void frame(double x, double y, double width, double height, Ink ink) {
    pen(ink, 1, false);
    graphics.draw(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void dot(double x, double y, double radius, Ink ink) {
    graphics.setColor(new Color(ink.rgb()));
    graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void text(double x, double y, String text, Anchor anchor, Ink ink, double size) {
    graphics.setColor(new Color(ink.rgb()));
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size));
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double shift =
        switch (anchor) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    graphics.drawString(text, (float) (x - shift), (float) y);
  }

  @Override
  public void upwards(double x, double y, String text, Ink ink, double size) {
    AffineTransform before = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, y);
    text(x, y, text, Anchor.MIDDLE, ink, size);
    graphics.setTransform(before);
  }

  @Override
  public void cells(double x, double y, double width, double height, Bitmap bitmap) {
    var cells = new BufferedImage(bitmap.width(), bitmap.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < bitmap.width() * bitmap.height(); i++) {
      cells.setRGB(i % bitmap.width(), i / bitmap.width(), bitmap.color(i));
    }
    var place = new AffineTransform();
    place.translate(x, y);
    place.scale(width / bitmap.width(), height / bitmap.height());
    graphics.drawImage(cells, place, null);
  }

  @Override
  public void at(double x, double y, Consumer<Canvas> drawing) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    drawing.accept(this);
    graphics.setTransform(before);
  }

  private void pen(Ink ink, double width, boolean dashed) {
    graphics.setColor(new Color(ink.rgb()));
    graphics.setStroke(
        new BasicStroke(
            (float) width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            10,
            dashed ? new float[] {6, 4} : null,
            0));
  }

  @Override
  public void close() {
    graphics.dispose();
  }
}
