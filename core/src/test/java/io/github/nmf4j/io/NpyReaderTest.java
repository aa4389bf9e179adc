package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyReaderTest extends ReadingTest {

  private static final String ALLOWED =
      "; allowed are float32, float64, integers and bool; in NumPy: V.astype('float32')";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f4",
        "f4be",
        "f8",
        "f8be",
        "i1",
        "u1",
        "i2",
        "i2be",
        "u2",
        "u2be",
        "i4",
        "i4be",
        "u4",
        "u4be",
        "i8",
        "i8be",
        "u8",
        "u8be",
        "fortran",
        "fortran-f4be",
        "version2",
        "version3"
      })
  void readsWhatNumpyWrites(String name) throws IOException {
    LoadedMatrix loaded = readFixture(name + ".npy");
    Fixtures.assertEntries(Fixtures.V, loaded.matrix());
    assertEquals(MatrixFormat.NPY, loaded.format());
    assertTrue(loaded.mapped());
    Precision precision = name.contains("f4") ? Precision.FLOAT : Precision.DOUBLE;
    assertEquals(precision, loaded.matrix().precision());
    assertEquals(name.startsWith("fortran"), ((DenseMatrix) loaded.matrix()).isColumnMajor());
  }

  @Test
  void readsBooleansAsZeroAndOne() throws IOException {
    Fixtures.assertEntries(
        new double[][] {{1, 0, 1, 0}, {0, 1, 0, 1}, {1, 0, 0, 1}},
        readFixture("bool.npy").matrix());
  }

  @Test
  void readsUnsignedIntegersBeyondLong() throws IOException {
    Fixtures.assertEntries(new double[][] {{0x1p64, 0x1p63}}, readFixture("u8-large.npy").matrix());
  }

  @Test
  void namesFileAndIndexOfAnInvalidEntry() throws IOException {
    byte[] bytes = Fixtures.bytes("f8.npy");
    byte[] minusOne = {0, 0, 0, 0, 0, 0, (byte) 0xF0, (byte) 0xBF};
    System.arraycopy(minusOne, 0, bytes, bytes.length - 16, 8);
    LoadedMatrix loaded = read("V.npy", bytes);
    assertEquals("V.npy: index (2, 2)", loaded.place(2, 2));
    var e = assertThrows(InvalidDataException.class, loaded::requireNonnegative);
    assertEquals(
        "V.npy: index (2, 2): -1 is negative; entries must be finite and at least 0",
        e.getMessage());
  }

  @Test
  void summarisesWhatIsNonnegative() throws IOException {
    assertEquals(6, readFixture("f4be.npy").requireNonnegative().nonzeros());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-1d | shape (4,) has one dimension, a matrix has two; in NumPy: V.reshape(1, -1) for one row, V.reshape(-1, 1) for one column",
        "bad-3d | shape (1, 3, 4) has 3 dimensions, a matrix has two; in NumPy: V.reshape(V.shape[0], -1)",
        "bad-empty | shape (0, 4) is empty; a matrix has at least one row and one column",
        "bad-record | header, offset 20: structured dtype (records); allowed are float32, float64, integers and bool",
      })
  void refusesOtherShapes(String name, String message) {
    assertFixtureRefused(name + ".npy: " + message, name + ".npy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-object | OBJECT | Python objects, which are never unpickled",
        "bad-complex | <c16 | complex numbers",
        "bad-half | <f2 | half-precision numbers",
        "bad-string | <U4 | strings",
        "bad-date | <M8[s] | dates or durations"
      })
  void refusesOtherTypes(String name, String type, String what) {
    assertFixtureRefused(
        "%s.npy: dtype '%s' (%s)%s".formatted(name, type.replace("OBJECT", "|O"), what, ALLOWED),
        name + ".npy");
  }

  @Test
  void refusesTruncatedAndOverlongData() throws IOException {
    byte[] bytes = Fixtures.bytes("f8.npy");
    assertRefused(
        "cut.npy: truncated: the header promises 96 bytes of data (shape (3, 4), dtype '<f8'), there are 95",
        "cut.npy",
        Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(
        "long.npy: too long: the header promises 96 bytes of data (shape (3, 4), dtype '<f8'), there are 97",
        "long.npy",
        Arrays.copyOf(bytes, bytes.length + 1));
    assertRefused(
        "head.npy: truncated header: it has 118 bytes, 40 of them are there",
        "head.npy",
        Arrays.copyOf(bytes, 50));
    assertRefused(
        "tiny.npy: truncated: the file ends before its version",
        "tiny.npy",
        Arrays.copyOf(bytes, 7));
    assertRefused(
        "length.npy: truncated header: it has 118 bytes, 0 of them are there",
        "length.npy",
        Arrays.copyOf(bytes, 9));
  }

  @Test
  void refusesWrongMagicAndUnknownVersions() throws IOException {
    assertRefused(
        "V.npy: wrong magic at offset 0: 31 2c 32; a NumPy array begins with 93 4e 55 4d 50 59 (\\x93NUMPY)",
        "V.npy",
        "1,2");
    byte[] bytes = Fixtures.bytes("f8.npy");
    bytes[6] = 4;
    assertRefused(
        "V.npy: unknown version 4.0 at offset 6; allowed are 1.0, 2.0 and 3.0", "V.npy", bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(4294967296, 4294967296) | shape (4294967296, 4294967296); at most 2147483647 rows and columns",
        "(2147483647, 2147483647) | shape (2147483647, 2147483647) has more bytes than can be addressed",
        "(3, 99999999999999999999) | header, offset 64: '99999999999999999999' in the shape has more bytes than can be addressed",
        "(-3, 4) | header, offset 61: '-3, 4), }', expected a nonnegative integer",
        "(3.0, 4) | header, offset 62: '.0, 4), }', expected ')'",
        "(3, 4 | header, offset 67: '}', expected a nonnegative integer",
        "[3, 4] | header, offset 60: '[3, 4], }', expected '('",
        "(1000000, 1000000) | truncated: the header promises 8000000000000 bytes of data (shape (1000000, 1000000), dtype '<f8'), there are 96",
      })
  void refusesImpossibleShapes(String shape, String message) throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }";
    assertRefused("V.npy: " + message, "V.npy", npy(header));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'descr': '<f8', 'shape': (3, 4)} | header, offset 10: there is no 'fortran_order'",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (3, 4)} | header, offset 44: '0, 'shape': (3, 4)}', expected True or False",
        "{'descr': '<f8', 'descr': '<f4'} | header, offset 27: ''descr': '<f4'}', expected another key: 'descr' was there before",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 4)} x | header, offset 67: 'x', expected the end of the header",
        "{'descr': '<f8', 'order': True} | header, offset 27: ''order': True}', expected one of the keys 'descr', 'fortran_order' and 'shape'",
        "[1, 2] | header, offset 10: '[1, 2]', expected '{'",
        "{'descr' '<f8'} | header, offset 19: ''<f8'}', expected ':'",
        "{'descr': '<f8' | header, offset 25: the header ends, expected '}'"
      })
  void refusesMalformedHeaders(String header, String message) throws IOException {
    assertRefused("V.npy: " + message, "V.npy", npy(header));
  }

  @Test
  void refusesMoreEntriesThanCanBeCounted() {
    var header = new NpyHeader("x", "<f8", false, List.of(1L << 32, 1L << 32), 128);
    var e = assertThrows(InvalidDataException.class, header::dataBytes);
    assertEquals(
        "x: shape (4294967296, 4294967296) has more bytes than can be addressed", e.getMessage());
  }

  @Test
  void readsDataThatIsNotAligned() throws IOException {
    byte[] bytes = npy("{'shape': (3, 4), 'fortran_order': False, 'descr': '>i8', }  ");
    LoadedMatrix loaded = read("V.npy", bytes);
    assertFalse((bytes.length - 96) % 8 == 0, "the test wants an odd offset");
    assertEquals(12, loaded.matrix().storedEntries());
  }

  /** A version 1 file with this header and 96 zero bytes of data. */
  private static byte[] npy(String header) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
    out.write(header.getBytes(StandardCharsets.ISO_8859_1));
    out.write(new byte[96]);
    return out.toByteArray();
  }
}
