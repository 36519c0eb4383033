package org.imagebeam.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imagebeam.classify.ClassifySummary;
import org.imagebeam.classify.DryRun;
import org.imagebeam.classify.ledger.LedgerPolicy;
import org.imagebeam.storage.FileListing;

/** Says in lines of text how a run went, or would go. */
public final class RunReport {
  private RunReport() {}

  /** Describes a run that has ended. */
  public static List<String> of(ClassifySummary summary, LedgerPolicy.Prune prune) {
    List<String> lines = new ArrayList<>();
    String stages =
        new TreeMap<>(summary.failed())
            .entrySet().stream()
                .map(stage -> stage.getKey() + " " + stage.getValue())
                .collect(Collectors.joining(", "));
    lines.add(
        String.format(
            Locale.ROOT,
            "classified %d, failed %d%s%s%s, in %.1f s (%.1f images/s)",
            summary.classified(),
            summary.failedTotal(),
            stages.isEmpty() ? "" : " (" + stages + ")",
            summary.skipped() == 0 ? "" : ", skipped " + summary.skipped() + " done before",
            summary.ledger().later() == 0
                ? ""
                : ", left " + summary.ledger().later() + " by the limit",
            summary.seconds(),
            summary.rate()));
    addLeftOut(lines, summary.leftOut());
    if (summary.ledger().gone() > 0) {
      lines.add(
          "gone: "
              + images(summary.ledger().gone())
              + (prune == LedgerPolicy.Prune.DROP
                  ? ", whose rows are dropped unless a warning says otherwise"
                  : ", whose rows are marked"));
    }
    lines.add("results:  " + orNone(summary.results()));
    lines.add("failures: " + orNone(summary.failures()));
    if (!summary.metrics().isEmpty()) {
      lines.add("metrics:  " + summary.metrics());
    }
    if (!summary.report().isEmpty()) {
      lines.add("report:   " + summary.report());
    }
    return lines;
  }

  /** Returns the facts of a run that has ended, by the names of the metrics, for programs. */
  public static Map<String, Object> values(ClassifySummary summary) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("run", summary.run());
    values.put("images_classified", summary.classified());
    values.put("images_failed", summary.failedTotal());
    values.put("images_failed_by_stage", new TreeMap<>(summary.failed()));
    values.put("images_skipped", summary.skipped());
    values.put("images_made_anew", summary.ledger().madeAnew());
    values.put("images_tried_again", summary.ledger().triedAgain());
    values.put("images_left_for_later", summary.ledger().later());
    values.put("images_gone", summary.ledger().gone());
    values.put("files_left_out", summary.leftOut().unmeant());
    values.put("files_excluded", summary.leftOut().excluded());
    values.put("seconds", summary.seconds());
    values.put("images_per_second", summary.rate());
    values.put("results", summary.results());
    values.put("failures", summary.failures());
    values.put("metrics", summary.metrics());
    values.put("report", summary.report());
    return values;
  }

  /** Returns what a run would do, by the names of the metrics, for programs. */
  public static Map<String, Object> values(DryRun plan) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("images_matched", plan.images());
    values.put("images_to_classify", plan.classified());
    values.put("images_committed", plan.committed());
    values.put("images_not_listed", plan.problems());
    values.put("images_skipped", plan.ledger().skipped());
    values.put("images_made_anew", plan.ledger().madeAnew());
    values.put("images_tried_again", plan.ledger().triedAgain());
    values.put("images_left_for_later", plan.ledger().later());
    values.put("images_gone", plan.ledger().gone());
    values.put("files_left_out", plan.leftOut().unmeant());
    values.put("files_excluded", plan.leftOut().excluded());
    values.put("first", plan.first());
    return values;
  }

  private static String orNone(String table) {
    return table.isEmpty() ? "none" : table;
  }

  /** Describes what a run would do. */
  public static List<String> of(DryRun plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "would classify "
            + plan.classified()
            + " of "
            + images(plan.images())
            + "; no row is written");
    addCount(lines, plan.ledger().madeAnew(), "have rows of other models or settings only");
    addCount(lines, plan.ledger().triedAgain(), "failed before, and would be tried again");
    addCount(lines, plan.ledger().skipped(), "are done before");
    addCount(lines, plan.committed(), "are done by the interrupted run that this one goes on from");
    addCount(lines, plan.ledger().later(), "would be left by the limit");
    addCount(lines, plan.problems(), "can't be listed, and would be failures");
    if (plan.ledger().gone() > 0) {
      String verb = plan.prune() == LedgerPolicy.Prune.DROP ? "dropped" : "marked";
      addCount(lines, plan.ledger().gone(), "are gone, and their rows would be " + verb);
    }
    addLeftOut(lines, plan.leftOut());
    if (!plan.first().isEmpty()) {
      lines.add(plan.classified() > plan.first().size() ? "the first of them:" : "they are:");
      plan.first().forEach(path -> lines.add("  " + path));
    }
    return lines;
  }

  private static void addCount(List<String> lines, long count, String what) {
    if (count > 0) {
      lines.add("  " + count + " " + what);
    }
  }

  private static String images(long count) {
    return count == 1 ? "1 image" : count + " images";
  }

  private static void addLeftOut(List<String> lines, FileListing.LeftOut leftOut) {
    List<String> parts = new ArrayList<>();
    if (leftOut.unmeant() > 0) {
      parts.add(
          leftOut.unmeant() + " files or folders, hidden or a system's own (--all reads them too)");
    }
    if (leftOut.excluded() > 0) {
      parts.add(leftOut.excluded() + " excluded");
    }
    if (!parts.isEmpty()) {
      lines.add("left out: " + String.join("; ", parts));
    }
  }
}
