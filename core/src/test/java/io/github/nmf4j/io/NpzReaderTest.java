package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzReaderTest extends ReadingTest {

  private static final int CENTRAL_ENTRY = 0x02014b50;

  @ParameterizedTest
  @ValueSource(strings = {"dense", "dense-deflated", "named", "only-matrix"})
  void readsDenseArrays(String name) throws IOException {
    LoadedMatrix loaded = readFixture(name + ".npz");
    Fixtures.assertEntries(Fixtures.V, loaded.matrix());
    assertEquals(MatrixFormat.NPZ, loaded.format());
    assertFalse(loaded.mapped());
    Precision precision = name.equals("dense-deflated") ? Precision.FLOAT : Precision.DOUBLE;
    assertEquals(precision, loaded.matrix().precision());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "csr",
        "csc",
        "coo",
        "csr-stored",
        "csc-stored",
        "coo-stored",
        "coo-duplicates",
        "csr-unsorted",
        "csr-long-indices"
      })
  void readsScipysSparseMatrices(String name) throws IOException {
    LoadedMatrix loaded = readFixture(name + ".npz");
    SparseMatrix matrix = assertInstanceOf(SparseMatrix.class, loaded.matrix());
    Fixtures.assertEntries(Fixtures.V, matrix);
    assertEquals(6, matrix.storedEntries());
    Precision precision = name.endsWith("-stored") ? Precision.FLOAT : Precision.DOUBLE;
    assertEquals(precision, matrix.precision());
    assertEquals(name + ".npz: index (1, 2)", loaded.place(1, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-two | 2 arrays could be the matrix; name it V or save it alone; there are a (3, 4), b (3, 4)",
        "bad-bsr | sparse format 'bsr'; allowed are csr, csc and coo; in SciPy: V.tocsr()",
        "bad-csr-index | indices[5] = 4 is no column of the 3 × 4 matrix; allowed are 0 to 3",
        "bad-csr-indptr | indptr[2] = 2 after indptr[1] = 4; it must ascend up to 6",
        "bad-csr-end | indptr goes from 0 to -1; it must start at 0 and end within the 6 indices and 6 entries of data",
        "bad-csr-members | there is no member 'indices'; it has format, shape, data, indptr"
      })
  void refusesBrokenArchives(String name, String message) {
    assertFixtureRefused(name + ".npz: " + message, name + ".npz");
  }

  @Test
  void refusesArchivesThatAreCutOffOrNone() throws IOException {
    byte[] bytes = Fixtures.bytes("dense.npz");
    assertRefused(
        "V.npz: no readable zip archive, perhaps cut off (zip END header not found)",
        "V.npz",
        Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(
        "V.npz: wrong magic at offset 0; an .npz file is a zip archive and begins with PK",
        "V.npz",
        "1,2\n");
    assertRefused("V.npz: there is no array (.npy) in this archive", "V.npz", zip("a.txt", 5));
  }

  @Test
  void refusesDamagedData() throws IOException {
    byte[] bytes = Fixtures.bytes("dense.npz");
    int data = indexOf(bytes, "NUMPY") + 130;
    bytes[data] ^= 1;
    String message = refusal("V.npz", bytes);
    assertTrue(message.startsWith("V.npz, member arr_0.npy: damaged: its checksum is "), message);
  }

  @Test
  void refusesZipBombs() throws IOException {
    // the array's header, the archive's directory and the data each claim something else
    byte[] archive = zip("V.npy", 1_000_000);
    int size = directoryField(archive, 24);
    ByteBuffer directory = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    int honest = directory.getInt(size);
    assertEquals(8_000_128, honest);

    directory.putInt(size, 2_000_000_000);
    int compressed = directory.getInt(directoryField(archive, 20));
    assertRefused(
        "V.npz, member V.npy: it promises 2000000000 bytes, but has only "
            + compressed
            + " compressed ones; deflate shrinks by at most 1032:1",
        "V.npz",
        archive);

    directory.putInt(size, honest - 8);
    assertRefused(
        "V.npz, member V.npy: truncated: the header promises 8000000 bytes of data (shape (1000, 1000), dtype '<f8'), there are 7999992",
        "V.npz",
        archive);
  }

  @Test
  void refusesDataThatIsLongerOrShorterThanTheDirectoryAndTheHeaderSay() throws IOException {
    byte[] longer = zip(npy(1000, 1000), "V.npy", 8_000_008, 8_000_000 + 128);
    assertRefused(
        "V.npz, member V.npy: too long: there are more than the 8000000 bytes of data that the header promises",
        "V.npz",
        longer);
    byte[] shorter = zip(npy(1000, 1000), "V.npy", 7_999_992, 8_000_000 + 128);
    assertRefused(
        "V.npz, member V.npy: truncated: the header promises 8000000 bytes of data, there are 7999992",
        "V.npz",
        shorter);
  }

  private String refusal(String name, byte[] bytes) throws IOException {
    try {
      read(name, bytes);
    } catch (InvalidDataException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("was read");
  }

  private static byte[] npy(int rows, int columns) {
    String header =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, columns);
    String padded = header + " ".repeat(117 - header.length()) + "\n";
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0};
    byte[] all = Arrays.copyOf(start, 128);
    System.arraycopy(padded.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, all, 10, 118);
    return all;
  }

  /** An archive with one square array of zeros. */
  private static byte[] zip(String name, int entries) throws IOException {
    int side = (int) Math.sqrt(entries);
    return zip(npy(side, side), name, 8 * side * side, 128 + 8 * side * side);
  }

  /** An archive with one member of {@code zeros} bytes behind a header, whatever it promises. */
  private static byte[] zip(byte[] header, String name, int zeros, int promised)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(header);
      zip.write(new byte[zeros]);
      zip.closeEntry();
    }
    byte[] archive = bytes.toByteArray();
    ByteBuffer.wrap(archive)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(directoryField(archive, 24), promised);
    return archive;
  }

  /** Where a field of the first entry of the archive's directory is. */
  private static int directoryField(byte[] archive, int offset) {
    ByteBuffer buffer = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    int at = archive.length - 46;
    while (buffer.getInt(at) != CENTRAL_ENTRY) {
      at--;
    }
    return at + offset;
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
