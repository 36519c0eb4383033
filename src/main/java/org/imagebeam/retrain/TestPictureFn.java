package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Lists the test pictures of a folder, each with the number of its class, by path. */
final class TestPictureFn extends DoFn<String, KV<MatchResult.Metadata, Integer>> {
  private static final long serialVersionUID = 1L;

  private final Split split;

  TestPictureFn(Split split) {
    this.split = requireNonNull(split, "split is null");
  }

  @ProcessElement
  public void list(@Element String folder, OutputReceiver<KV<MatchResult.Metadata, Integer>> out) {
    for (LabelledImage image : ImageFolder.listAgain(folder, split).images()) {
      if (image.side() == Side.TESTING) {
        out.output(KV.of(image.file(), image.label()));
      }
    }
  }
}
