/**
 * Pictures of factorisations: plots as SVG and PNG, and reports of one self-contained HTML file.
 */
module io.github.nmf4j.report {
  // text in PNG files is drawn by Java 2D; nothing of it is loaded for SVG and HTML
  requires java.desktop;
  requires transitive io.github.nmf4j.core;
  requires static org.jspecify;

  exports io.github.nmf4j.report;
}
