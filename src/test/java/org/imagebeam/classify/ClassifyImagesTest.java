package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.Prediction;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.ImageModel;
import org.imagebeam.imagemodel.ImageModelHandler;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.model.LabelMap;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.FewDigits;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyImagesTest {
  private static final int SIZE = 24;
  private static final int CLASSES = 12;
  private static final long SEED = 3;

  @TempDir Path temp;
  private Path photos;
  private ModelHandle model;

  @BeforeEach
  void makeModel() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    model =
        ModelHandle.open(
            TinyGraphs.writeModelFolder(
                    Files.createDirectory(temp.resolve("model")), SIZE, CLASSES, SEED)
                .toString());
  }

  @Test
  void shouldClassifyInAPipelineOfOnesOwn() throws IOException {
    Map<String, Integer> expected = new HashMap<>();
    try (LoadedGraph graph = new LoadedGraph(TinyGraphs.imageNet(SIZE, CLASSES, SEED))) {
      for (int i = 0; i < 21; i++) {
        byte[] image = Images.jpeg(40 + i, 30, i);
        Path file = Files.write(photos.resolve(i + ".jpg"), image);
        expected.put(file.toString(), best(graph.scores(image)));
      }
    }
    Files.writeString(photos.resolve("note.jpg"), "not an image");
    Pipeline pipeline = Pipeline.create();
    PCollectionView<LabelMap> labels =
        pipeline.apply("ReadLabels", ReadLabels.of(model.location()));
    WithFailures.Result<PCollection<Classification>, ImageFailure> seen =
        pipeline
            .apply("Match", FileIO.match().filepattern(photos + "/*"))
            .apply(
                "Classify",
                ClassifyImages.with(model, labels).withTopK(2).withBatches(BatchOptions.ofSize(4)));
    PAssert.that(
            seen.output()
                .apply(
                    MapElements.into(TypeDescriptors.strings()).via(ClassifyImagesTest::describe)))
        .satisfies(
            rows -> {
              List<String> found = new ArrayList<>();
              rows.forEach(found::add);
              assertEquals(21, found.size());
              for (String row : found) {
                String path = row.substring(0, row.indexOf('|'));
                int node = expected.get(path);
                String end = "|2|" + node + "|" + TinyGraphs.synset(node) + "|word " + node;
                assertTrue(row.endsWith(end), row + " should end in " + end);
              }
              return null;
            });
    String note = photos + "/note.jpg";
    PAssert.thatSingleton(seen.failures())
        .satisfies(
            failure -> {
              assertEquals(note, failure.image().path());
              assertEquals(12, failure.image().size());
              assertEquals("decode", failure.stage());
              assertEquals("ImageException", failure.error());
              assertTrue(failure.message().contains("the file is text"), failure.message());
              return null;
            });
    assertEquals(PipelineResult.State.DONE, pipeline.run().waitUntilFinish());
  }

  @Test
  void shouldLookAtImagesAsTold() throws Exception {
    Path file = Files.write(photos.resolve("turned.jpg"), Images.orientedJpeg(200, 150, 6, 1));
    InferenceSettings plain = InferenceSettings.DEFAULT;
    String asStored = answer(file, plain.withExif(ExifMode.IGNORE));
    String fast = answer(file, plain.withDecode(DecodeMode.FAST));
    assertEquals(3, Set.of(answer(file, plain), asStored, fast).size());
    assertEquals(answer(file, plain), classified(images -> images));
    assertEquals(asStored, classified(images -> images.withExif(ExifMode.IGNORE)));
    assertEquals(fast, classified(images -> images.withDecode(DecodeMode.FAST)));
    assertEquals("", classified(images -> images.withLimits(new ImageLimits(100, 100))));
  }

  @Test
  void shouldComputeAsTold() throws Exception {
    FewDigits.assumeAllowed();
    Path file = Files.write(photos.resolve("turned.jpg"), Images.orientedJpeg(200, 150, 6, 1));
    SessionOptions session = new SessionOptions(1, Precision.BFLOAT16);
    InferenceSettings plain = InferenceSettings.DEFAULT;
    assertEquals(
        answer(file, plain.withSession(session)),
        classified(images -> images.withSession(session)));
  }

  /** The one image's best class and its score, from the model itself. */
  private String answer(Path file, InferenceSettings settings) throws Exception {
    try (ImageModel<List<TopK.Node>> loaded =
        new ImageModelHandler<>(model, settings, new TopK(1)).load()) {
      TopK.Node best =
          loaded
              .run(List.of(loaded.prepare(Storage.stat(file.toString()).orElseThrow())))
              .get(0)
              .get(0);
      return best.nodeId() + " " + best.score();
    }
  }

  /** Classifies in a pipeline; returns nothing if the image failed. */
  private String classified(UnaryOperator<ClassifyImages> told) throws IOException {
    Path out = Files.createTempDirectory(temp, "out");
    Pipeline pipeline = Pipeline.create();
    PCollectionView<LabelMap> labels =
        pipeline.apply("ReadLabels", ReadLabels.of(model.location()));
    pipeline
        .apply("Match", FileIO.match().filepattern(photos + "/*"))
        .apply("Classify", told.apply(ClassifyImages.with(model, labels).withTopK(1)))
        .output()
        .apply(MapElements.into(TypeDescriptors.strings()).via(ClassifyImagesTest::scored))
        .apply(TextIO.write().to(out + "/answer").withoutSharding());
    assertEquals(PipelineResult.State.DONE, pipeline.run().waitUntilFinish());
    return Files.readString(out.resolve("answer")).strip();
  }

  private static String scored(Classification row) {
    Prediction first = row.predictions().get(0);
    return first.nodeId() + " " + first.score();
  }

  private static String describe(Classification row) {
    Prediction first = row.predictions().get(0);
    return row.image().path()
        + "|"
        + row.predictions().size()
        + "|"
        + first.nodeId()
        + "|"
        + first.synset()
        + "|"
        + first.label();
  }

  private static int best(float[] scores) {
    return new TopK(1).apply(scores).get(0).nodeId();
  }
}
