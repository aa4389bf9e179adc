package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The first use of OpenCL in a JVM by several threads at once. */
final class FirstUseMain {

  private static final int THREADS = 6;

  private FirstUseMain() {}

  public static void main(String[] arguments) throws Exception {
    var together = new CyclicBarrier(THREADS);
    var names = new ArrayList<Future<String>>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int t = 0; t < THREADS; t++) {
        Callable<String> open =
            () -> {
              together.await();
              try (Backend backend = Backends.select("opencl", 0).backend()) {
                return backend.device().name();
              }
            };
        names.add(threads.submit(open));
      }
      for (Future<String> name : names) {
        System.out.println("opened " + name.get());
      }
    }
  }
}
