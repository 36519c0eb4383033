package org.imagebeam.classify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.ledger.Ledger;
import org.imagebeam.classify.ledger.LedgerCounts;
import org.imagebeam.classify.ledger.LedgerPolicy;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.ledger.RunPlan;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.TableFormat;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.storage.FileListing;

/**
 * Says what a run would do. Immutable.
 *
 * @param images that the input names
 * @param classified images that the run would classify
 * @param first paths of some of them, the first ones
 * @param committed images of an interrupted run that the run would go on from, and not classify
 * @param problems places that can't be listed, each of which would be a row of failures
 * @param ledger counts of what is left to earlier and later runs
 * @param leftOut files and folders of the input that would not be read
 * @param prune what would be done with the rows of images that are gone
 * @param remarks sentences on rows of earlier runs that don't count
 */
public record DryRun(
    long images,
    long classified,
    List<String> first,
    long committed,
    long problems,
    LedgerCounts ledger,
    FileListing.LeftOut leftOut,
    LedgerPolicy.Prune prune,
    List<String> remarks) {
  private static final int SHOWN = 5;

  /** A run that isn't. */
  private static final String NO_RUN = "0";

  /** Copies the lists. */
  public DryRun {
    first = List.copyOf(first);
    remarks = List.copyOf(remarks);
  }

  private static OutputLayout nowhere(TableFormat format) {
    return OutputLayout.inScratch(
        Path.of(System.getProperty("java.io.tmpdir"), UUID.randomUUID().toString()), format);
  }

  static DryRun of(ClassifySettings settings, ModelHandle model, RowSettings rows)
      throws IOException {
    OutputLayout layout = settings.layout().orElseGet(() -> nowhere(settings.format()));
    Optional<WorkRun> unfinished = Optional.empty();
    if (settings.layout().isPresent()) {
      Map<String, String> run = WorkRun.settings(settings, model.id(), rows);
      unfinished = WorkFolder.unfinished(layout.workFolder(), run);
    }
    RunPlan.Request request = settings.request(model, rows, layout);
    InputImages found =
        request.withoutOwnFiles(InputImages.find(settings.input(), settings.filter()));
    RunPlan plan = RunPlan.of(request, found, unfinished.map(WorkRun::id).orElse(NO_RUN));
    InputImages left = plan.left();
    if (unfinished.isPresent()) {
      Ledger parts = Ledger.ofParts(left, WorkFolder.parts(layout.workFolder()), request.wanted());
      left = left.withoutChunks(parts.done(), settings.inference().batches().groupSize());
    }
    return new DryRun(
        found.files().size(),
        left.files().size(),
        left.first(SHOWN).files().stream().map(file -> file.resourceId().toString()).toList(),
        plan.left().files().size() - (long) left.files().size(),
        found.problems().size(),
        plan.counts(),
        found.leftOut(),
        settings.policy().prune(),
        plan.remarks());
  }
}
