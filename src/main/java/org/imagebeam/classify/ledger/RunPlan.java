package org.imagebeam.classify.ledger;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.OutputLayout;

/**
 * Says what a run has to do, by what it found and what earlier runs have done. Immutable.
 *
 * @param left the images to classify, sorted by path
 * @param counts of the others
 * @param gone the images with rows whose files are gone, sorted by path
 * @param remarks sentences on rows that don't count, or count in another way than one may think
 */
public record RunPlan(
    InputImages left, LedgerCounts counts, List<ImageKey> gone, List<String> remarks) {
  public RunPlan {
    requireNonNull(left, "left is null");
    requireNonNull(counts, "counts is null");
    gone = List.copyOf(gone);
    remarks = List.copyOf(remarks);
  }

  /**
   * What a run is asked for.
   *
   * @param input of the run
   * @param wanted which rows of earlier runs count
   * @param settings of the run, in words
   * @param policy of the run
   * @param layout of the output
   * @param page of the report; empty if none is written
   */
  public record Request(
      String input,
      Ledger.Wanted wanted,
      RowSettings settings,
      LedgerPolicy policy,
      OutputLayout layout,
      String page)
      implements Serializable {
    public Request {
      requireNonNull(input, "input is null");
      requireNonNull(wanted, "wanted is null");
      requireNonNull(settings, "settings is null");
      requireNonNull(policy, "policy is null");
      requireNonNull(layout, "layout is null");
      requireNonNull(page, "page is null");
    }

    /** Returns the images but those that the run itself writes. */
    public InputImages withoutOwnFiles(InputImages found) {
      return found.withoutFilesOf(layout, page);
    }
  }

  /**
   * Makes the plan.
   *
   * @param found all images of the input
   * @param run whose own tables don't count
   * @throws IOException if a table can't be read, whatever is in it
   */
  public static RunPlan of(Request request, InputImages found, String run) throws IOException {
    if (!request.layout().ledger()) {
      return of(found, found, request, 0, 0, List.of(), List.of());
    }
    GoneImages gone = GoneImages.of(request.input(), found, request.policy());
    Ledger ledger = Ledger.read(found, request.layout().folder(), run, request.wanted(), gone);
    List<String> remarks =
        new ArrayList<>(
            ledger.differences(
                request.settings().values(), LedgerSettings.read(request.layout().settings())));
    ledger.goneBack().ifPresent(remarks::add);
    ledger.otherForm().ifPresent(remarks::add);
    return of(
        found,
        found.without(ledger.done()),
        request,
        ledger.madeAnew(),
        ledger.triedAgain(),
        gone.find(),
        remarks);
  }

  private static RunPlan of(
      InputImages found,
      InputImages wanted,
      Request request,
      long madeAnew,
      long triedAgain,
      List<ImageKey> gone,
      List<String> remarks) {
    InputImages left = wanted.first(request.policy().limit());
    return new RunPlan(
        left,
        new LedgerCounts(
            found.files().size() - (long) wanted.files().size(),
            madeAnew,
            triedAgain,
            wanted.files().size() - (long) left.files().size(),
            gone.size()),
        gone,
        remarks);
  }
}
