package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.schemas.transforms.Convert;
import org.apache.beam.sdk.schemas.transforms.Filter;
import org.apache.beam.sdk.schemas.transforms.Select;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.Prediction;
import org.imagebeam.classify.table.RowSchemas;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.model.LabelMap;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in memory and files of Beam's, and the schema of what comes out. */
class ClassifyImagesSourcesTest {
  private static final int IMAGES = 9;

  @TempDir Path temp;
  private Path photos;
  private ModelHandle model;
  private Pipeline pipeline;
  private ClassifyImages classify;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    model =
        ModelHandle.open(
            TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5)
                .toString());
    pipeline = Pipeline.create();
    PCollectionView<LabelMap> labels =
        pipeline.apply("ReadLabels", ReadLabels.of(model.location()));
    classify = ClassifyImages.with(model, labels).withTopK(2).withBatches(BatchOptions.ofSize(4));
    for (int i = 0; i < IMAGES; i++) {
      Files.write(photos.resolve(i + ".png"), Images.png(20 + i, 18, i));
    }
  }

  @Test
  void shouldClassifyImagesInMemoryAsThoseInFiles() throws IOException {
    List<KV<String, byte[]>> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      images.add(KV.of(i + ".png", Files.readAllBytes(photos.resolve(i + ".png"))));
    }
    images.add(KV.of("3.png", Images.png(50, 50, 99)));
    images.add(KV.of("none", new byte[0]));
    images.add(KV.of("text", "hello".getBytes(StandardCharsets.UTF_8)));
    WithFailures.Result<PCollection<Classification>, ImageFailure> seen =
        pipeline
            .apply(
                Create.of(images).withCoder(KvCoder.of(StringUtf8Coder.of(), ByteArrayCoder.of())))
            .apply("Classify", classify.ofBytes());
    Map<String, String> expected = files();
    PAssert.that(seen.output().apply("Describe", describe()))
        .satisfies(
            rows -> {
              List<String> found = new ArrayList<>();
              rows.forEach(found::add);
              assertEquals(IMAGES + 1, found.size(), "of one name, each has its row");
              expected.forEach((name, row) -> assertTrue(found.contains(row), row));
              return null;
            });
    PAssert.that(seen.output())
        .satisfies(
            rows -> {
              rows.forEach(row -> assertEquals(ImageKey.UNKNOWN, row.image().modified()));
              return null;
            });
    PAssert.that(
            seen.failures()
                .apply(
                    "Failed",
                    MapElements.into(TypeDescriptors.strings())
                        .via(row -> row.image().path() + row.image().size() + row.stage())))
        .containsInAnyOrder("none0decode", "text5decode");
    run();
  }

  @Test
  void shouldHoldImagesInMemoryToTheLimits() throws IOException {
    byte[] image = Images.png(20, 18, 1);
    PAssert.thatSingleton(
            pipeline
                .apply(
                    Create.of(KV.of("a", image))
                        .withCoder(KvCoder.of(StringUtf8Coder.of(), ByteArrayCoder.of())))
                .apply(
                    "Classify",
                    classify.withLimits(new ImageLimits(image.length - 1, 1000)).ofBytes())
                .failures()
                .apply(MapElements.into(TypeDescriptors.strings()).via(ImageFailure::message)))
        .isEqualTo(
            "the file has "
                + image.length
                + " bytes, more than maxImageBytes="
                + (image.length - 1));
    run();
  }

  @Test
  void shouldClassifyFilesThatBeamHasFoundAndDecompress() throws IOException {
    Map<String, String> expected = files();
    byte[] last = Files.readAllBytes(photos.resolve("8.png"));
    Files.delete(photos.resolve("8.png"));
    Files.write(photos.resolve("8.png.gz"), gzip(last));
    Files.write(photos.resolve("bomb.gz"), gzip(new byte[1 << 20]));
    WithFailures.Result<PCollection<Classification>, ImageFailure> seen =
        pipeline
            .apply(FileIO.match().filepattern(photos + "/*"))
            .apply(FileIO.readMatches().withCompression(Compression.AUTO))
            .apply("Classify", classify.withLimits(new ImageLimits(1 << 19, 1 << 20)).ofFiles());
    // But for the size: that of the compressed file is another.
    PAssert.that(
            seen.output()
                .apply(
                    "Describe",
                    MapElements.into(TypeDescriptors.strings())
                        .via(row -> row.modelId() + " " + words(row.predictions()))))
        .containsInAnyOrder(
            expected.values().stream().map(row -> row.substring(row.indexOf(' ') + 1)).toList());
    PAssert.that(
            seen.failures()
                .apply(
                    "Failed",
                    MapElements.into(TypeDescriptors.strings())
                        .via(row -> row.image().path() + ": " + row.message())))
        .containsInAnyOrder(
            photos
                + "/bomb.gz: the file has more bytes, when it is decompressed, than"
                + " maxImageBytes=524288");
    run();
  }

  @Test
  void shouldGiveRowsThatSchemaTransformsTake() throws IOException {
    Files.writeString(photos.resolve("note.txt"), "hello");
    WithFailures.Result<PCollection<Classification>, ImageFailure> seen =
        pipeline
            .apply(FileIO.match().filepattern(photos + "/*"))
            .apply("Classify", classify.withEmbedding("pool_3", true));
    assertEquals(RowSchemas.CLASSIFICATION, seen.output().getSchema());
    assertEquals(RowSchemas.FAILURE, seen.failures().getSchema());
    PCollection<Row> selected =
        seen.output()
            .apply(
                Filter.<Classification>create()
                    .whereFieldName("size_bytes", (Long size) -> size > 0))
            .apply(Select.fieldNames("image", "labels[].label", "labels[].score", "embedding"));
    PAssert.that(selected)
        .satisfies(
            rows -> {
              int count = 0;
              for (Row row : rows) {
                assertEquals(2, row.getArray("label").size());
                assertEquals(2, row.getArray("score").size());
                double squares = 0;
                for (Float value : row.<Float>getArray("embedding")) {
                  squares += value * value;
                }
                assertEquals(16, row.getArray("embedding").size());
                assertEquals(1, squares, 1e-5);
                count++;
              }
              assertEquals(IMAGES, count);
              return null;
            });
    String folder = photos.toString();
    PCollection<Row> plain = seen.output().apply("ToRows", Convert.toRows());
    PAssert.that(plain.apply("FromRows", Convert.fromRows(Classification.class)))
        .satisfies(
            rows -> {
              rows.forEach(row -> assertTrue(row.image().path().startsWith(folder)));
              // Beam's own coder of matched files leaves the time out.
              rows.forEach(row -> assertEquals(ImageKey.UNKNOWN, row.image().modified()));
              return null;
            });
    PAssert.that(seen.failures().apply(Select.fieldNames("stage")).apply("Stage", strings()))
        .containsInAnyOrder("decode");
    run();
  }

  private static MapElements<Row, String> strings() {
    return MapElements.into(TypeDescriptors.strings()).via((Row row) -> row.getString(0));
  }

  private static MapElements<Classification, String> describe() {
    return MapElements.into(TypeDescriptors.strings())
        .via(row -> row.image().size() + " " + row.modelId() + " " + words(row.predictions()));
  }

  /** Scores differ in their last digits by what else is in a batch. */
  private static String words(List<Prediction> predictions) {
    return predictions.stream()
        .map(
            found ->
                String.format(
                    Locale.ROOT,
                    "%s %.3f %d %s",
                    found.label(),
                    found.score(),
                    found.nodeId(),
                    found.synset()))
        .collect(Collectors.joining(", "));
  }

  /** What is said of the files that there are, by their names. */
  private Map<String, String> files() throws IOException {
    Path out = temp.resolve("out.csv");
    ClassifyPipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--input=" + photos,
                    "--output=" + out,
                    "--model=" + temp.resolve("model"),
                    "--topK=2",
                    "--batchSize=4")
                .as(ClassifyOptions.class))
        .run();
    Map<String, String> rows = new HashMap<>();
    for (String line : Files.readAllLines(out).subList(1, IMAGES + 1)) {
      List<String> cells = Splitter.on(',').splitToList(line);
      String name = cells.get(0).substring(cells.get(0).lastIndexOf('/') + 1);
      rows.put(
          name,
          cells.get(1)
              + " "
              + cells.get(3)
              + " "
              + words(List.of(prediction(cells, 4), prediction(cells, 8))));
    }
    return rows;
  }

  private static Prediction prediction(List<String> cells, int first) {
    return new Prediction(
        cells.get(first),
        Float.parseFloat(cells.get(first + 1)),
        Integer.parseInt(cells.get(first + 2)),
        cells.get(first + 3));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private void run() {
    assertEquals(PipelineResult.State.DONE, pipeline.run().waitUntilFinish());
  }
}
