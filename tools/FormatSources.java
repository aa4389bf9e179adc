import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks ({@code check}) or rewrites ({@code write}) the format of every Java source below a
 * folder, with google-java-format. Run by the build on the toolchain's JDK.
 */
final class FormatSources {

  private FormatSources() {}

  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    if (!write && !args[0].equals("check")) {
      throw new IllegalArgumentException("nmf.format must be check or write, was " + args[0]);
    }
    Path root = Path.of(args[1]);
    List<Path> sources;
    try (var walk = Files.walk(root)) {
      sources =
          walk.filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !root.relativize(p).toString().contains("target/"))
              .sorted()
              .toList();
    }
    var formatter = new Formatter(JavaFormatterOptions.builder().build());
    var unformatted = new ArrayList<Path>();
    for (Path source : sources) {
      String before = Files.readString(source);
      String after;
      try {
        after =
            formatter.formatSource(
                RemoveUnusedImports.removeUnusedImports(
                    ImportOrderer.reorderImports(before, JavaFormatterOptions.Style.GOOGLE)));
      } catch (Exception e) {
        throw new IllegalStateException(root.relativize(source) + ": " + e.getMessage(), e);
      }
      if (!after.equals(before)) {
        unformatted.add(root.relativize(source));
        if (write) {
          Files.writeString(source, after);
        }
      }
    }
    if (write) {
      System.out.println("formatted " + unformatted.size() + " of " + sources.size() + " sources");
    } else if (!unformatted.isEmpty()) {
      unformatted.forEach(p -> System.err.println("not formatted: " + p));
      System.err.println("format them: mvn -Dnmf.format=write validate -N");
      System.exit(1);
    }
  }
}
