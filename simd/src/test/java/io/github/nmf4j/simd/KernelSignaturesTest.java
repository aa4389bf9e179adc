package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import org.junit.jupiter.api.Test;

/**
 * A vector that goes from one method of ours to another is made as an object wherever the compiler
 * does not inline that call, and whether it does differs between starts of Java.
 */
final class KernelSignaturesTest {

  private static final Path CLASSES = Path.of("target/classes");

  @Test
  void noMethodTakesOrGivesVectors() throws IOException {
    List<? extends Class<?>> kernels;
    try (Stream<Path> files =
        Files.walk(CLASSES.resolve(KernelTwinsTest.class.getPackageName().replace('.', '/')))) {
      kernels =
          files
              .map(file -> CLASSES.relativize(file).toString())
              .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
              .map(file -> load(file.replaceAll("\\.class$", "").replaceAll("[/\\\\]", ".")))
              .toList();
    }
    assertTrue(kernels.size() > 50, kernels::toString);
    assertEquals(
        List.of(),
        kernels.stream()
            .flatMap(kernel -> Stream.of(kernel.getDeclaredMethods()))
            .filter(KernelSignaturesTest::hasVectors)
            .toList());
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, KernelSignaturesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean hasVectors(Method method) {
    return Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()))
        .anyMatch(
            type -> Vector.class.isAssignableFrom(type) || VectorMask.class.isAssignableFrom(type));
  }
}
