package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Native functions are linked in the binding and nowhere else. */
final class BoundaryTest {

  @Test
  void onlyTheBindingKnowsTheLinker() throws IOException {
    URI classes =
        URI.create(
            OpenClProvider.class.getProtectionDomain().getCodeSource().getLocation().toString());
    var users = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(Path.of(classes))) {
      List<Path> all = files.filter(f -> f.toString().endsWith(".class")).toList();
      assertTrue(all.size() > 20, "too few classes in " + classes);
      for (Path file : all) {
        var pool = ClassFile.of().parse(file).constantPool();
        boolean uses =
            StreamSupport.stream(pool.spliterator(), false)
                .anyMatch(
                    e ->
                        e instanceof ClassEntry c
                            && (c.asInternalName().equals("java/lang/foreign/Linker")
                                || c.asInternalName().equals("java/lang/foreign/SymbolLookup")));
        if (uses) {
          users.add(file.getName(file.getNameCount() - 2).toString());
        }
      }
    }
    assertEquals(new TreeSet<>(List.of("binding")), users);
  }
}
