/** Stacks of pictures as matrices, and grids of pictures as files. */
module io.github.nmf4j.images {
  // reads PNG and JPEG
  requires java.desktop;
  requires transitive io.github.nmf4j.core;
  requires static org.jspecify;

  exports io.github.nmf4j.images;
}
