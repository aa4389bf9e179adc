package io.github.nmf4j.io;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads NumPy's archives of arrays: a dense matrix, or SciPy's three arrays of a sparse one. */
final class NpzReader {

  private static final String SUFFIX = ".npy";

  /** Members that are the matrix if the archive has several arrays, in this order. */
  private static final List<String> PREFERRED = List.of("V", "arr_0");

  private final Source source;
  private final ZipFile zip;
  private final Map<String, ZipEntry> members = new LinkedHashMap<>();

  private NpzReader(Source source, ZipFile zip) {
    this.source = source;
    this.zip = zip;
    zip.stream()
        .filter(entry -> entry.getName().endsWith(SUFFIX))
        .forEach(
            entry -> {
              String name = entry.getName();
              members.put(name.substring(0, name.length() - SUFFIX.length()), entry);
            });
  }

  static LoadedMatrix read(Source source, Arena arena) throws IOException {
    try (ZipFile zip = open(source)) {
      var reader = new NpzReader(source, zip);
      Matrix matrix =
          SparseNpz.isSparse(reader) ? SparseNpz.read(reader, arena) : reader.readDense(arena);
      return new LoadedMatrix(
          matrix,
          source.path(),
          MatrixFormat.NPZ,
          false,
          Optional.empty(),
          Optional.empty(),
          new CellLocator.Index());
    }
  }

  private static ZipFile open(Source source) throws IOException {
    try {
      return new ZipFile(source.path().toFile());
    } catch (EOFException | ZipException e) {
      throw new InvalidDataException(
          "%s: no readable zip archive, perhaps cut off (%s)".formatted(source.name(), reason(e)),
          e);
    }
  }

  /** What the zip library says, which may be nothing. */
  static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? "unexpected end" : message;
  }

  Source source() {
    return source;
  }

  boolean has(String member) {
    return members.containsKey(member);
  }

  /** Opens an array of the archive. */
  NpzMember open(String member) throws IOException {
    ZipEntry entry = members.get(member);
    if (entry == null) {
      throw source.invalid(
          "there is no member '%s'; it has %s"
              .formatted(member, String.join(", ", members.keySet())));
    }
    return NpzMember.open(source, zip, entry);
  }

  private DenseMatrix readDense(Arena arena) throws IOException {
    try (NpzMember member = open(chooseMember())) {
      NpyHeader header = member.header();
      header.elementType();
      header.requireMatrix();
      MemorySegment data = member.read(header.dataBytes(), arena);
      return DenseMatrix.wrap(
          data,
          header.elementType(),
          header.byteOrder(),
          header.rows(),
          header.columns(),
          header.fortranOrder());
    }
  }

  private String chooseMember() throws IOException {
    if (members.isEmpty()) {
      throw source.invalid("there is no array (%s) in this archive".formatted(SUFFIX));
    }
    if (members.size() == 1) {
      return members.keySet().iterator().next();
    }
    for (String preferred : PREFERRED) {
      if (has(preferred)) {
        return preferred;
      }
    }
    List<String> matrices = new ArrayList<>();
    List<String> shapes = new ArrayList<>();
    for (String name : members.keySet()) {
      try (NpzMember member = open(name)) {
        shapes.add(name + " " + member.header().shapeText());
        if (member.header().shape().size() == 2) {
          matrices.add(name);
        }
      }
    }
    if (matrices.size() == 1) {
      return matrices.getFirst();
    }
    throw source.invalid(
        "%d arrays could be the matrix; name it V or save it alone; there are %s"
            .formatted(matrices.size(), String.join(", ", shapes)));
  }
}
