package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options that are wrong, or make no sense together, are refused with the reason. */
class UsageTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    shell.file("v.csv", "1,2,3\n4,5,6\n7,8,10\n2,0,1\n");
    shell.file("w.csv", "1,2\n3,4\n5,6\n7,8\n");
    shell.file("h.csv", "1,2,3\n4,5,6\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--taps 0                                | --taps        | at least 1",
        "--taps 9                                | templates     | do not fit into the 3 columns",
        "--boundary valid                        | --boundary    | --taps T",
        "--taps 2 --boundary full                | --boundary    | same, valid",
        "--taps 2 --loss kl --smooth-h 1         | --taps        | no update for both",
        "--taps 2 --solver hals                  | convolutive   | not solver hals",
        "--taps 2 --init nndsvda                 | convolutive   | not from NNDSVD",
        "--taps 2 --exponent one --loss is       | convolutive   | monotone exponent",
        "--taps 2 --init-w ./w.csv --init-h ./h.csv | --init-w      | m × K·T = 4 × 4",
        "--smooth-h 1                            | smooth        | use loss kl",
        "--convex                                | convex        | use loss kl",
        "--loss kl --smooth-h -1                 | --smooth-h    | -1",
        "--loss kl --batch-size 3                | --batch-size  | add --smooth-h X or --convex",
        "--loss kl --sparse-h 3                  | --sparse-h    | add --smooth-h X or --convex",
        "--loss kl --unit-sum                    | --unit-sum    | add --smooth-h X or --convex",
        "--loss kl --convex --batch-size 0       | --batch-size  | at least 1",
        "--loss kl --convex --init-w w.csv       | --init-w      | --init-l and --init-h",
        "--loss kl --convex --init-h h.csv       | --convex      | both --init-l and --init-h",
        "--loss kl --init-l w.csv                | --init-l      | --convex",
        "--loss kl --convex --init nndsvda       | convex        | random values",
        "--loss kl --smooth-h 1 --solver mu-e    | smooth        | not solver mu-e",
        "--loss kl --smooth-h 1 --unit-sum --l2-w 2 | columns of sum 1 | nothing to shrink",
        "--loss kl --smooth-h 1 --normalize max  | smooth        | columns of sum 1",
        "--compat foo                            | --compat      | scikit-learn, libfmp, nmf-toolbox, nmf-toolbox-conv, scnmf",
        "--compat libfmp --loss kl               | loss frobenius | not solver mu with loss kl",
        "--compat scnmf --loss kl                | smooth model  | not solver mu with loss kl",
        "--compat nmf-toolbox --loss beta:1.5    | frobenius, kl and is | with loss beta:1.5",
        "--compat nmf-toolbox --loss kl --l1-h 1 | without penalties | with loss kl",
        "--compat nmf-toolbox-conv --loss kl     | --taps        | with loss kl",
        "--compat nmf-toolbox --loss kl --taps 2 --uncorrelation 1 | --uncorrelation | nmf-toolbox-conv",
        "--compat nmf-toolbox-conv --loss kl --taps 2 --uncorrelation -1 | --uncorrelation | -1",
        "--polyphony 3                           | --polyphony   | --diagonal L",
        "--diagonal 0                            | diagonal      | at least 1",
        "--diagonal 4 --apart-columns 4          | odd           | 4",
        "--diagonal 4 --taps 2                   | --diagonal    | --taps",
        "--diagonal 4 --tol 1e-3                 | --tol         | --stop none",
        "--diagonal 4 --stop loss                | diagonal      | rule none",
        "--diagonal 4 --compat nmf-toolbox       | NMFdiag       | leave the replay out",
        "--diagonal 4 --online                   | online        | other models",
        "--alpha-w 1                             | --alpha-w     | --compat scikit-learn",
        "--compat scikit-learn --l1-ratio 1      | --l1-ratio    | --alpha-w or --alpha-h",
        "--compat scikit-learn --alpha-w 1 --l1-w 2 | --alpha-w  | leave one of them out",
        "--compat libfmp --rng counter           | --rng         | --compat",
        "--stop violation                        | violation     | solver hals",
        "--los kl                                | Unknown option | did you mean --loss?",
        "--loss foo                              | --loss        | frobenius, kl, is or beta:B",
        "--loss beta:x                           | --loss        | not a number",
        "--solver foo                            | --solver      | auto, mu, mu-e, joint-mm, hals, e-a-hals, bpp, cd, sn",
        "--init foo                              | --init        | random, nndsvd, nndsvda, nndsvdar",
        "--format xls                            | --format      | npy, csv, tsv, mtx",
        "--stop foo                              | --stop        | change-frobenius",
        "--fix v                                 | --fix         | w, h",
        "--rng foo                               | --rng         | counter, numpy",
        "--normalize foo                         | --normalize   | none, max, l1, l2",
        "--precision half                        | --precision   | auto, float, double",
        "--update-order x                        | --update-order | h-w, w-h",
        "--exponent two                          | --exponent    | monotone, one",
        "--max-iter x                            | --max-iter    | not an int",
        "--max-iter -1                           | maxIterations | -1",
        "--memory 400                            | --memory      | such as 400M",
        "--threads -2                            | threads       | -2",
        "--check-every 0                         | checkEvery    | 0",
        "--tol -1                                | tolerance     | -1",
        "--tol NaN                               | tolerance     | NaN",
        "--patience 0                            | patience      | 0",
        "--l1-w -1                               | --l1-w        | -1",
        "--l2-h NaN                              | --l2-h        | NaN",
        "--solver hals --loss kl                 | hals          | use solver mu",
        "--solver e-a-hals --loss kl             | e-a-hals      | use solver mu",
        "--solver mu-e                           | mu-e          | use solver e-a-hals",
        "--solver joint-mm --loss is             | joint-mm      | kl loss only",
        "--solver e-a-hals --update-order w-h    | e-a-hals      | h-w",
        "--exponent one                          | --exponent    | auto with the frobenius loss",
        "--exponent one --solver cd              | --exponent    | the solver is cd",
        "--tol 1 --stop none                     | --tol         | --stop none",
        "--patience 2 --stop none                | --patience    | --stop none",
        "--patience 2 --stop kkt                 | --patience    | --stop kkt",
        "--patience 2 --stop change-spectral     | --patience    | --stop change-spectral",
        "--require-convergence --stop none       | --require-convergence | none",
        "--fix w                                 | --fix w       | --init-w",
        "--fix h                                 | --fix h       | --init-h",
        "--fix w --init-h ./h.csv                | --fix w       | --init-w",
        "--fix h --init-w ./w.csv                | --fix h       | --init-h",
        "--init custom                           | custom        | both --init-w and --init-h",
        "--init-w ./w.csv                        | custom        | both --init-w and --init-h",
        "--init-h ./h.csv                        | custom        | both --init-w and --init-h",
        "--init-w ./w.csv --init nndsvd          | --init-w      | --init nndsvd",
        "--init-h ./h.csv --init random          | --init-h      | --init random",
        "--init-w ./w.csv --init-h ./h.csv --rng numpy | --rng   | no random values",
        "--init-w ./w.csv --init-h ./h.csv --seed 1 | --seed     | no random values",
        "--init nndsvd --rng numpy               | --rng         | no random values",
        "--init nndsvda --rng numpy              | --rng         | no random values",
        "--fix w --init-w ./w.csv --l1-w 1       | --l1-w        | --fix",
        "--fix w --init-w ./w.csv --l2-w 1       | --l2-w        | --fix",
        "--fix h --init-h ./h.csv --l1-h 1       | --l1-h        | --fix",
        "--fix h --init-h ./h.csv --normalize l1 | --normalize   | --fix",
        "--fix h --init-h ./h.csv --update-order w-h | --update-order | --fix",
        "--init-w ./h.csv --init-h ./h.csv       | --init-w      | 2 × 3, but must be m × K = 4 × 2",
        "--init-w ./w.csv --init-h ./w.csv       | --init-h      | 4 × 2, but must be K × n = 2 × 3",
        "--tol 1 --tol 2                         | --tol         | only once",
        "extra                                   | extra         | extra",
      })
  void factorizeRefuses(String options, String first, String second) throws IOException {
    SortedSet<String> before = shell.tree();
    shell.line("factorize ./v.csv -k 2 -o ./out " + options).exits(2).complains(first, second);
    assertEquals(before, shell.tree());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "factorize ./v.csv -o ./out             | --rank",
        "factorize ./v.csv -k 2                 | --out",
        "factorize -k 2 -o ./out                | FILE",
        "factorize ./v.csv -k 0 -o ./out        | rank must be at least 1, was 0",
        "factorize ./v.csv -k -3 -o ./out       | rank must be at least 1, was -3",
        "factorize ./v.csv -k 2.5 -o ./out      | not an int",
        "factorize ./v.csv -k 4 -o ./out --init nndsvd | min(m, n)",
        "transform ./v.csv -o ./out             | --w",
        "transform ./v.csv --w ./h.csv -o ./out | 2 rows",
        "transform ./v.csv --w ./w.csv -o ./out --l1-w 1 | --l1-w",
        "transform ./v.csv --w ./w.csv -o ./out --l1-h -1 | --l1-h",
        "compare ./v.csv -k 0                   | rank",
        "compare ./v.csv -k 2 --iterations 0    | --iterations",
        "compare ./v.csv -k 2 --runs 0          | --runs",
        "compare ./v.csv -k 2 --backends reference,reference | twice",
        "inspect ./v.csv -k 0                   | rank",
        "inspect                                | FILE",
        "backends x                             | x",
        "factorise ./v.csv                      | did you mean factorize?",
        "--foo                                  | --foo",
      })
  void commandsRefuse(String line, String part) throws IOException {
    SortedSet<String> before = shell.tree();
    shell.line(line).exits(2).complains(part);
    assertEquals(before, shell.tree());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "factorize ./nope.csv -k 2 -o ./out --backend cuda",
        "transform ./nope.csv --w ./w.csv -o ./out --backend cuda",
        "compare ./nope.csv -k 2 --backends reference,cuda"
      })
  void unknownBackendIsNoticedBeforeTheInputIsRead(String line) {
    shell.line(line).exits(5).complains("cuda", "reference");
  }

  @Test
  void unknownDeviceOfTheReferenceBackend() throws IOException {
    SortedSet<String> before = shell.tree();
    shell.line("factorize ./v.csv -k 2 -o ./out --backend reference:7").exits(5).complains("7");
    assertEquals(before, shell.tree());
  }

  @Test
  void negativeStartingValue() throws IOException {
    shell.file("minus.csv", "1,2\n3,4\n5,-6\n7,8\n");
    SortedSet<String> before = shell.tree();
    shell
        .line("factorize ./v.csv -k 2 -o ./out --init-w ./minus.csv --init-h ./h.csv")
        .exits(3)
        .complains("minus.csv", "line 3, column 2", "-6");
    assertEquals(before, shell.tree());
  }

  @Test
  void itakuraSaitoNeedsPositiveData() throws IOException {
    shell.file("z.csv", "1,2,3\n4,0,6\n7,8,0\n");
    SortedSet<String> before = shell.tree();
    shell
        .line("factorize ./z.csv -k 2 -o ./out --loss is")
        .exits(3)
        .complains("z.csv: line 2, column 2", "0 is not positive", "1 more zero");
    assertEquals(before, shell.tree());
  }

  @Test
  void helpAndVersion() {
    Shell.Outcome version = shell.line("--version").exits(0);
    assertTrue(version.out().matches("(?s)nmf4j \\d+\\.\\d+.*JDK 25.*"), version.out());
    for (String command :
        new String[] {"factorize", "transform", "compare", "backends", "inspect"}) {
      assertTrue(shell.line("--help").exits(0).out().contains(command));
      String help = shell.line(command + " --help").exits(0).out();
      assertTrue(help.contains("Usage: nmf " + command), help);
      assertTrue(help.contains("Exit codes:"), help);
      assertTrue(!help.contains("${"), help);
      assertEquals(help, shell.line("help " + command).exits(0).out());
    }
    assertTrue(shell.run().exits(2).err().contains("Usage: nmf"));
  }

  @Test
  void argumentsFromAFile() throws IOException {
    shell.file(
        "arguments",
        "factorize " + folder.resolve("v.csv") + "\n-k 2 -o " + folder.resolve("out") + " -q\n");
    shell.run("@" + folder.resolve("arguments")).exits(0);
    assertTrue(shell.tree().contains("out/run.json"));
  }
}
