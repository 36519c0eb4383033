package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
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
import org.imagebeam.image.ImageStages;
import org.imagebeam.storage.Listing;

/**
 * Lists the images of a run, in the order of their paths, without those that are done. One worker
 * lists them all, because only who knows them all can sort them.
 */
final class MatchImages extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  static final String CREATE_STEP = "InputPatterns";
  static final String LIST_STEP = "ListImages";
  static final TupleTag<MatchResult.Metadata> IMAGES = new TupleTag<>("images");
  static final TupleTag<ImageFailure> FAILURES = new TupleTag<>("failures");

  private final Work work;

  /**
   * What a run's images are looked up by.
   *
   * @param input as {@link InputImages#find} takes it
   * @param modelId whose rows count as done
   * @param layout of the output: its files are no images, and a ledger's rows count as done
   * @param run the run's id
   * @param parts the folder of this run's parts
   * @param resumed whether an interrupted run has left parts there
   * @param chunkSize images that are committed together
   */
  record Work(
      String input,
      String modelId,
      OutputLayout layout,
      String run,
      String parts,
      boolean resumed,
      int chunkSize)
      implements Serializable {}

  private MatchImages(Work work) {
    this.work = work;
  }

  static MatchImages of(Work work) {
    return new MatchImages(requireNonNull(work, "work is null"));
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
      InputImages found = InputImages.find(input);
      List<MatchResult.Metadata> images =
          found.files().stream()
              .filter(file -> !work.layout().owns(file.resourceId().toString()))
              .toList();
      WorkPlan plan = new WorkPlan(images, work.modelId());
      if (work.layout().ledger()) {
        plan = plan.withoutLedger(work.layout().folder(), work.run());
      }
      count(ClassifyMetrics.MATCHED, images.size());
      count(ClassifyMetrics.SKIPPED, images.size() - plan.images().size());
      if (work.resumed()) {
        plan = plan.withoutChunks(work.parts(), work.chunkSize());
      }
      plan.images().forEach(out.get(IMAGES)::output);
      for (Listing.Problem problem : found.problems()) {
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

    private static void count(String name, int images) {
      Metrics.counter(ClassifyMetrics.NAMESPACE, name).inc(images);
    }
  }
}
