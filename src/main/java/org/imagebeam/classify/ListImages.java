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
import org.imagebeam.classify.table.EndedRuns;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.ListedImages;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.VectorColumn;
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
   * @param input as {@link InputImages#find} takes it
   * @param filter says which files are wanted
   * @param modelId whose rows count as done, as rows name it
   * @param settings whose rows count as done
   * @param vector how embeddings are written
   * @param layout of the output: its files are no images, and a ledger's rows count as done
   * @param page of the report, which is no image; empty if none is written
   * @param run the run's id
   * @param files of its work folder
   * @param chunkSize images that are committed together
   * @param progress of the run
   */
  record Work(
      String input,
      FileFilter filter,
      String modelId,
      RowSettings settings,
      VectorColumn vector,
      OutputLayout layout,
      String page,
      String run,
      Files files,
      int chunkSize,
      ProgressId progress)
      implements Serializable {
    private Ledger.Wanted wanted() {
      return new Ledger.Wanted(modelId, settings.id(), vector);
    }
  }

  /**
   * What is in a work folder.
   *
   * @param parts the folder of the run's parts
   * @param resumed whether an interrupted run has left parts there
   * @param listing the file that is to hold {@link ListedImages}
   */
  record Files(String parts, boolean resumed, String listing) implements Serializable {}

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
            .apply(CREATE_STEP, Create.of(work.input()))
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
          withoutPage(
              InputImages.find(input, work.filter(), listing::add).withoutFilesOf(work.layout()));
      InputImages plan = found;
      if (work.layout().ledger()) {
        plan = withoutLedger(plan);
      }
      count(ClassifyMetrics.MATCHED, found.files().size());
      count(ClassifyMetrics.UNMEANT, found.leftOut().unmeant());
      count(ClassifyMetrics.EXCLUDED, found.leftOut().excluded());
      count(ClassifyMetrics.SKIPPED, found.files().size() - plan.files().size());
      writeListing(plan);
      if (work.files().resumed()) {
        Ledger parts = Ledger.ofParts(plan, work.files().parts(), work.wanted());
        plan = plan.withoutChunks(parts.done(), work.chunkSize());
      }
      long images = found.files().size();
      int problems = found.problems().size();
      work.progress()
          .begin("classifying", "images", images + problems, images - plan.files().size())
          .fail(problems);
      plan.files().forEach(out.get(IMAGES)::output);
      for (FileListing.Problem problem : found.problems()) {
        out.get(FAILURES)
            .output(
                new ImageFailure(
                    ImageKey.ofPath(problem.path()),
                    work.modelId(),
                    ImageStages.READ,
                    "NotListed",
                    problem.message()));
      }
    }

    private InputImages withoutLedger(InputImages plan) throws IOException {
      Ledger ledger = Ledger.read(plan, work.layout().folder(), work.run(), work.wanted());
      ledger
          .differences(work.settings().values(), LedgerSettings.read(work.layout().settings()))
          .forEach(LOG::warn);
      ledger.goneBack().ifPresent(LOG::warn);
      ledger.otherForm().ifPresent(LOG::warn);
      count(ClassifyMetrics.MADE_ANEW, ledger.madeAnew());
      count(ClassifyMetrics.TRIED_AGAIN, ledger.triedAgain());
      return plan.without(ledger.done());
    }

    /** An image and a problem may have one path: then it is the image that gets the row. */
    private void writeListing(InputImages plan) throws IOException {
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

    private InputImages withoutPage(InputImages found) {
      return new InputImages(
          found.files().stream()
              .filter(file -> !file.resourceId().toString().equals(work.page()))
              .toList(),
          found.problems(),
          found.leftOut());
    }

    private static void count(String name, long images) {
      Metrics.counter(ClassifyMetrics.NAMESPACE, name).inc(images);
    }
  }
}
