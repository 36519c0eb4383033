package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
   * @param parts of this run, if it goes on from an earlier one
   * @param chunkSize images that are committed together
   */
  record Work(
      String input,
      String modelId,
      OutputLayout layout,
      String run,
      Optional<String> parts,
      int chunkSize) {}

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

    private final String modelId;
    private final OutputLayout layout;
    private final String run;
    private final String parts;
    private final int chunkSize;

    ListFn(Work work) {
      modelId = work.modelId();
      layout = work.layout();
      run = work.run();
      parts = work.parts().orElse("");
      chunkSize = work.chunkSize();
    }

    @ProcessElement
    public void process(@Element String input, MultiOutputReceiver out) throws IOException {
      InputImages found = InputImages.find(input);
      List<MatchResult.Metadata> images =
          found.files().stream()
              .filter(file -> !layout.owns(file.resourceId().toString()))
              .toList();
      WorkPlan plan = new WorkPlan(images, modelId);
      if (layout.ledger()) {
        plan = plan.withoutLedger(layout.folder(), run);
      }
      count(ClassifyMetrics.MATCHED, images.size());
      count(ClassifyMetrics.SKIPPED, images.size() - plan.images().size());
      if (!parts.isEmpty()) {
        plan = plan.withoutChunks(parts, chunkSize);
      }
      plan.images().forEach(out.get(IMAGES)::output);
      for (Listing.Problem problem : found.problems()) {
        out.get(FAILURES)
            .output(
                new ImageFailure(
                    ImageKey.ofPath(problem.path()),
                    modelId,
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
