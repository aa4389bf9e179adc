package io.github.nmf4j.bench.forks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code -XX:+PrintCompilation} and {@code -Xlog:deoptimization=debug} said about classes of
 * this project.
 *
 * @param tiers tiers at which each {@code CLASS::METHOD} was compiled
 * @param skipped lines about compilations that were given up
 * @param thrownAway how often code of the optimising compiler was thrown away because an assumption
 *     of it failed; the first time that a branch is taken does not count: a method with a way for
 *     each β is compiled anew for each of them
 */
record CompilerLog(
    Map<String, TreeSet<Integer>> tiers, List<String> skipped, Map<String, Integer> thrownAway) {

  /** The optimising compiler. */
  static final int FULL_OPTIMISATION = 4;

  private static final Pattern COMPILED =
      Pattern.compile("\\s([0-4])\\s+(io\\.github\\.nmf4j\\.[\\w.$/]+::\\S+)(.*)");

  /** Reasons that say nothing of the method: the same compilation is tried again. */
  private static final Pattern PASSING =
      Pattern.compile("concurrent class loading|Jvmti state change|invalidated dependencies");

  /** The first time that a branch is taken: its method, and where in it. */
  private static final Pattern BRANCH =
      Pattern.compile(
          "level=4 (io\\.github\\.nmf4j\\.[\\w.$/]+)\\.(\\S+?)\\(.* trap_bci=(\\d+) unstable_if");

  /** Code that was replaced, not thrown away. */
  private static final Pattern REPLACED = Pattern.compile("not used|OSR invalidation");

  static CompilerLog of(List<String> lines) {
    var thrownAway = new TreeMap<String, Integer>();
    var branches = new TreeMap<String, TreeSet<Integer>>();
    var tiers = new TreeMap<String, TreeSet<Integer>>();
    var skipped = new ArrayList<String>();
    for (String line : lines) {
      Matcher branch = BRANCH.matcher(line);
      if (branch.find()) {
        branches
            .computeIfAbsent(branch.group(1) + "::" + branch.group(2), name -> new TreeSet<>())
            .add(Integer.valueOf(branch.group(3)));
        continue;
      }
      Matcher compiled = COMPILED.matcher(line);
      if (!compiled.find()) {
        continue;
      }
      String rest = compiled.group(3);
      int tier = Integer.parseInt(compiled.group(1));
      // stack samples write the names of lambdas with a dot
      String method = compiled.group(2).replace('/', '.');
      if (rest.contains("COMPILE SKIPPED") && PASSING.matcher(rest).find()) {
        continue;
      }
      if (rest.contains("COMPILE SKIPPED")) {
        skipped.add(line.strip().replaceAll("\\s+", " "));
      } else if (!rest.contains("made not entrant")) {
        tiers.computeIfAbsent(method, name -> new TreeSet<>()).add(tier);
      } else if (tier == FULL_OPTIMISATION && !REPLACED.matcher(rest).find()) {
        thrownAway.merge(method, 1, Integer::sum);
      }
    }
    branches.forEach(
        (method, places) ->
            thrownAway.computeIfPresent(
                method, (name, times) -> Math.max(0, times - places.size())));
    return new CompilerLog(tiers, skipped, thrownAway);
  }

  /** Whether the optimising compiler has compiled it at least once. */
  boolean optimised(String method) {
    TreeSet<Integer> seen = tiers.get(method);
    return seen != null && seen.last() == FULL_OPTIMISATION;
  }

  /** Tiers, for people. */
  String tiersOf(String method) {
    TreeSet<Integer> seen = tiers.get(method);
    return seen == null ? "never compiled" : "tiers " + seen;
  }
}
