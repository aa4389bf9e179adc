package io.github.nmf4j.images;

/**
 * A grey picture.
 *
 * @param name what messages call it
 * @param height rows of pixels
 * @param width columns of pixels
 * @param pixels row by row from the top, 0 (black) to 1 (white)
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the reader to the matrix, never kept
record Picture(String name, int height, int width, double[] pixels) {}
