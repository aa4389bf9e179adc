package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.MatrixSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixReaderTest extends ReadingTest {

  @Test
  void theContentDecidesBeforeTheSuffix() throws IOException {
    assertEquals(MatrixFormat.NPY, read("V.csv", Fixtures.bytes("f8.npy")).format());
    assertEquals(MatrixFormat.NPZ, read("V.dat", Fixtures.bytes("csr.npz")).format());
    assertEquals(MatrixFormat.MTX, read("V.npy", Fixtures.bytes("coordinate.mtx")).format());
    assertEquals(MatrixFormat.MTX, read("V", Fixtures.bytes("coordinate.mtx.gz")).format());
    assertEquals(MatrixFormat.CSV, read("counts", "1,2\n").format());
    assertEquals(MatrixFormat.TSV, read("V.csv", "1\t2\n").format());
    assertEquals(MatrixFormat.TSV, read("V.TSV", "1\n2\n").format());
  }

  @Test
  void refusesWhatIsNoFile() {
    Path missing = folder.resolve("missing.npy");
    var none = assertThrows(NoSuchFileException.class, () -> read(missing));
    assertEquals(missing.toString(), none.getMessage());
    var directory = assertThrows(FileSystemException.class, () -> read(folder));
    assertEquals(folder + ": is a directory", directory.getMessage());
  }

  @Test
  void refusesWhatItMayNotRead() throws IOException {
    Path file = Fixtures.write(folder, "V.csv", "1,2\n");
    assumeTrue(
        Files.getFileStore(file).supportsFileAttributeView("posix"), "needs POSIX permissions");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");
    assertThrows(AccessDeniedException.class, () -> read(file));
  }

  @ParameterizedTest
  @CsvSource({"V.npy", "V.npz", "V.mtx", "V.csv", "V.tsv", "V"})
  void refusesEmptyFiles(String name) throws IOException {
    assertRefused(name + ": the file is empty", name, "");
  }

  @Test
  void namesForeignFormats() throws IOException {
    assertForeign("this is an HDF5 file", "\u0089HDF\r\n\u001a\n");
    assertForeign("this is a PNG picture", "\u0089PNG\r\n\u001a\n");
    assertForeign("this is a RIFF file, such as WAV audio", "RIFF\u0004\u0000\u0000\u0000WAVE");
    assertForeign("unknown format", "\u0001\u0002\u0003");
    assertEquals(2, read("V.csv", "RIFF,PAR1\n1,2\n").matrix().columns());
  }

  private void assertForeign(String message, String content) throws IOException {
    assertRefused(
        "V.bin: "
            + message
            + "; known are .npy, .npz, .mtx, .csv and .tsv, the last three also with .gz",
        "V.bin",
        content.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void refusesNumpyFilesWithinGzip() throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    try (var gzip = new java.util.zip.GZIPOutputStream(bytes)) {
      gzip.write(Fixtures.bytes("f8.npy"));
    }
    assertRefused(
        "V.npy.gz: a NumPy file within gzip; uncompress it first: gunzip V.npy.gz",
        "V.npy.gz",
        bytes.toByteArray());
  }

  @Test
  void readsTheFacesAndTheTexts() throws IOException {
    Path data = Path.of("../../shared/data");
    assumeTrue(Files.isDirectory(data), "needs " + data.toAbsolutePath().normalize());
    LoadedMatrix faces = read(data.resolve("faces-cbcl/V.npy"));
    assertEquals("DenseMatrix[361 × 2429, FLOAT32, column-major]", faces.matrix().toString());
    assertEquals(0, ((DenseMatrix) faces.matrix()).summary().negatives());
    LoadedMatrix texts = read(data.resolve("text-hitech/V.mtx.gz"));
    MatrixSummary summary = texts.requireNonnegative();
    assertEquals(10_080, summary.rows());
    assertEquals(2_301, summary.columns());
    assertEquals(331_373, summary.nonzeros());
  }
}
