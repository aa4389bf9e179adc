package io.github.nmf4j.text;

/**
 * A text and what it is called: its file's path below the folder, or the number of its line.
 *
 * @param name unique among the documents
 */
public record Document(String name, String text) {}
