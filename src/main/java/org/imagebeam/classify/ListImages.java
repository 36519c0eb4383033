package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Iterators;
import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MetadataCoderV2;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.ledger.Ledger;
import org.imagebeam.classify.ledger.LedgerCounts;
import org.imagebeam.classify.ledger.RunPlan;
import org.imagebeam.classify.table.EndedRuns;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.ListedImages;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.storage.FileFilter;
import org.imagebeam.storage.FileListing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the images of a run, in the order of their paths, without those that are done. One worker
 * lists them all, because only who knows them all can sort them.
 */
final class ListImages extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(ListImages.class);

  static final String CREATE_STEP = "InputPatterns";
  static final String LIST_STEP = "ListImages";
  static final TupleTag<MatchResult.Metadata> IMAGES = new TupleTag<>("images");
  static final TupleTag<ImageFailure> FAILURES = new TupleTag<>("failures");

  private final Work work;

  /**
   * What a run's images are looked up by.
   *
   * @param request what the run is asked for
   * @param filter says which files are wanted
   * @param run the run's id
   * @param files of its work folder
   * @param chunkSize images that are committed together
   * @param progress of the run
   */
  record Work(
      RunPlan.Request request,
      FileFilter filter,
      String run,
      Files files,
      int chunkSize,
      ProgressId progress)
      implements Serializable {}

  /**
   * What is in a work folder.
   *
   * @param parts the folder of the run's parts
   * @param resumed whether an interrupted run has left parts there
   * @param listing the file that is to hold the {@link ListedImages} that are to have a row
   * @param gone the file that is to hold those whose files are gone
   */
  record Files(String parts, boolean resumed, String listing, String gone)
      implements Serializable {}

  private ListImages(Work work) {
    this.work = work;
  }

  static ListImages of(Work work) {
    return new ListImages(requireNonNull(work, "work is null"));
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollectionTuple found =
        begin
            .apply(CREATE_STEP, Create.of(work.request().input()))
            .apply(
                LIST_STEP,
                ParDo.of(new ListFn(work)).withOutputTags(IMAGES, TupleTagList.of(FAILURES)));
    found.get(IMAGES).setCoder(MetadataCoderV2.of());
    found.get(FAILURES).setCoder(SerializableCoder.of(ImageFailure.class));
    return found;
  }

  private static final class ListFn extends DoFn<String, MatchResult.Metadata> {
    private static final long serialVersionUID = 1L;

    private final Work work;

    ListFn(Work work) {
      this.work = work;
    }

    @ProcessElement
    public void process(@Element String input, MultiOutputReceiver out) throws IOException {
      ProgressPhase listing = work.progress().begin("listing", "images");
      InputImages found =
          work.request().withoutOwnFiles(InputImages.find(input, work.filter(), listing::add));
      RunPlan plan = RunPlan.of(work.request(), found, work.run());
      plan.remarks().forEach(LOG::warn);
      count(found, plan.counts());
      InputImages left = plan.left();
      writeListings(left, plan.gone());
      if (work.files().resumed()) {
        Ledger parts = Ledger.ofParts(left, work.files().parts(), work.request().wanted());
        left = left.withoutChunks(parts.done(), work.chunkSize());
      }
      long images = found.files().size() - plan.counts().later();
      int problems = found.problems().size();
      work.progress()
          .begin("classifying", "images", images + problems, images - left.files().size())
          .fail(problems);
      left.files().forEach(out.get(IMAGES)::output);
      for (FileListing.Problem problem : found.problems()) {
        out.get(FAILURES)
            .output(
                new ImageFailure(
                    ImageKey.ofPath(problem.path()),
                    work.request().wanted().model(),
                    ImageStages.READ,
                    "NotListed",
                    problem.message()));
      }
    }

    private static void count(InputImages found, LedgerCounts counts) {
      count(ClassifyMetrics.MATCHED, found.files().size());
      count(ClassifyMetrics.UNMEANT, found.leftOut().unmeant());
      count(ClassifyMetrics.EXCLUDED, found.leftOut().excluded());
      count(ClassifyMetrics.SKIPPED, counts.skipped());
      count(ClassifyMetrics.MADE_ANEW, counts.madeAnew());
      count(ClassifyMetrics.TRIED_AGAIN, counts.triedAgain());
      count(ClassifyMetrics.LATER, counts.later());
      count(ClassifyMetrics.GONE, counts.gone());
    }

    /** An image and a problem may have one path: then it is the image that gets the row. */
    private void writeListings(InputImages plan, List<ImageKey> gone) throws IOException {
      Comparator<ImageKey> byPath =
          Comparator.comparing(ImageKey::path).thenComparing(key -> key.size() == ImageKey.UNKNOWN);
      String listing = work.files().listing();
      EndedRuns.write(
          listing,
          () -> {
            // Another process may have ended the run.
            if (!WorkFolder.isThere(listing)) {
              throw new IllegalStateException("the run has ended");
            }
            ListedImages.write(work.files().gone(), gone.iterator());
            ListedImages.write(
                listing,
                Iterators.mergeSorted(
                    List.of(
                        plan.files().stream().map(ImageKey::of).iterator(),
                        plan.problems().stream()
                            .map(problem -> ImageKey.ofPath(problem.path()))
                            .sorted(byPath)
                            .iterator()),
                    byPath));
          });
    }

    private static void count(String name, long images) {
      Metrics.counter(ClassifyMetrics.NAMESPACE, name).inc(images);
    }
  }
}
