/** Topics of texts: documents, terms, weights, and what a factorisation says about them. */
module io.github.nmf4j.text {
  requires transitive io.github.nmf4j.core;
  requires static org.jspecify;

  exports io.github.nmf4j.text;
}
