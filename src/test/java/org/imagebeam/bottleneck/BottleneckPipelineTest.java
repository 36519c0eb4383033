package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;

class BottleneckPipelineTest {
  private static final int SIZE = 24;
  private static final int A_CLASS = 21;
  private static final int IMAGES = 2 * A_CLASS;

  @TempDir Path temp;
  private Path photos;
  private Path model;
  private Path cache;

  @BeforeEach
  void makeModel() throws IOException {
    photos = temp.resolve("photos");
    cache = temp.resolve("cache");
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), SIZE, 9, 3);
  }

  @Test
  void shouldGiveWhatTheGraphHasAtItsBottleneck() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    BottleneckSet set = BottleneckFixture.run(photos, model, cache);
    assertEquals(16, set.features());
    assertEquals(IMAGES, set.computed());
    assertEquals(0, set.cached());
    assertEquals(IMAGES, BottleneckFixture.count(set));
    assertEquals(List.of(), set.failures());
    assertMatches(TinyGraphs.imageNet(SIZE, 9, 3), set);
    set.folder().requireEnough(set.failedPaths());
  }

  @Test
  void shouldGiveWhatMobileNetHasAtItsBottleneck() throws IOException {
    Path mobileNet = Shared.require("mobilenet-v1-tiny");
    Path flowers = Shared.require("flowers");
    for (String label : List.of("daisy", "roses")) {
      Files.createDirectories(photos.resolve(label));
      try (Stream<Path> files = Files.list(flowers.resolve(label))) {
        for (Path file : files.sorted().limit(A_CLASS).toList()) {
          Files.copy(file, photos.resolve(label).resolve(file.getFileName()));
        }
      }
    }
    BottleneckSet set = BottleneckFixture.run(photos, mobileNet, cache);
    assertEquals(256, set.features());
    byte[] graph = Files.readAllBytes(mobileNet.resolve("classify_image_graph_def.pb"));
    assertMatches(GraphDef.parseFrom(graph), set);
  }

  private static void assertMatches(GraphDef original, BottleneckSet set) throws IOException {
    try (LoadedGraph graph = new LoadedGraph(original)) {
      for (Side side : Side.values()) {
        BottleneckExamples examples = set.examples(side);
        assertTrue(examples.size() > 0);
        for (int i = 0; i < examples.size(); i++) {
          LabelledImage image = examples.image(i);
          assertEquals(side, image.side());
          assertEquals(examples.labels().get(i), image.label());
          byte[] file = Files.readAllBytes(Path.of(image.path()));
          assertArrayEquals(
              graph.run(file, "pool_3").values(),
              BottleneckFixture.copy(examples.vector(i)),
              1e-4f,
              image.path());
        }
      }
    }
  }

  @Test
  void shouldMakeNothingTwice() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    Files.writeString(photos.resolve("a/note.txt"), "no image");
    BottleneckSet first = BottleneckFixture.run(photos, model, cache);
    Set<String> shards = names(cache);
    // Where nothing is missing, no model is loaded.
    BottleneckSettings settings = BottleneckFixture.plain(model.toString());
    Files.delete(model.resolve("classify_image_graph_def.pb"));
    BottleneckSet second = BottleneckFixture.run(photos.toString(), settings, cache.toString());
    assertEquals(0, second.computed());
    assertEquals(IMAGES, second.cached());
    BottleneckFixture.assertSame(first, second);
    assertEquals(shards, names(cache));
    assertTrue(second.seconds() < first.seconds());
  }

  @Test
  void shouldMakeOnlyWhatIsNewOrChanged() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    BottleneckSet first = BottleneckFixture.run(photos, model, cache);
    Files.write(photos.resolve("a/new.png"), Images.png(30, 20, 77));
    Files.write(photos.resolve("b/b-03.jpg"), Images.png(30, 20, 78));
    Path touched = photos.resolve("b/b-04.jpg");
    FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(touched).toMillis() + 1);
    Files.setLastModifiedTime(touched, later);
    Files.delete(photos.resolve("a/a-00.jpg"));
    BottleneckSet second = BottleneckFixture.run(photos, model, cache);
    assertEquals(3, second.computed());
    assertEquals(IMAGES - 3, second.cached());
    assertEquals(
        BottleneckFixture.vector(first, "a-05.jpg", 0),
        BottleneckFixture.vector(second, "a-05.jpg", 0));
    try (LoadedGraph graph = new LoadedGraph(TinyGraphs.imageNet(SIZE, 9, 3))) {
      assertArrayEquals(
          graph.run(Images.png(30, 20, 78), "pool_3").values(),
          BottleneckFixture.copy(BottleneckFixture.vector(second, "b-03.jpg", 0)),
          1e-4f);
    }
  }

  @Test
  void shouldMakeAgainWhatWasDamaged() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    BottleneckSet first = BottleneckFixture.run(photos, model, cache);
    Set<String> shards = names(cache);
    assertEquals(6, shards.size(), "42 images in groups of 8");
    String damaged = shards.iterator().next();
    byte[] bytes = Files.readAllBytes(cache.resolve(damaged));
    bytes[bytes.length / 2] ^= 4;
    Files.write(cache.resolve(damaged), bytes);
    BottleneckSet second = BottleneckFixture.run(photos, model, cache);
    assertTrue(second.computed() == 8 || second.computed() == 2, "made " + second.computed());
    assertEquals(IMAGES, second.computed() + second.cached());
    BottleneckFixture.assertSame(first, second);
    assertFalse(Files.exists(cache.resolve(damaged)));
  }

  @Test
  void shouldKeepModelsApart() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    Path other = TinyGraphs.writeModelFolder(temp.resolve("other"), SIZE, 9, 4);
    BottleneckSet one = BottleneckFixture.run(photos, model, cache);
    BottleneckSet two = BottleneckFixture.run(photos, other, cache);
    assertEquals(IMAGES, two.computed());
    assertFalse(
        one.examples(Side.TRAINING).vector(0).equals(two.examples(Side.TRAINING).vector(0)));
    assertEquals(0, BottleneckFixture.run(photos, model, cache).computed());
    assertEquals(0, BottleneckFixture.run(photos, other, cache).computed());
  }

  @Test
  void shouldDistortCopiesOfTrainingImagesAlone() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    DistortionSettings views = new DistortionSettings(true, 20, 20, 30);
    BottleneckModel opened = BottleneckFixture.model(model.toString());
    BottleneckSettings settings = CacheFixture.settings(opened, views, 2);
    BottleneckSet plain = BottleneckFixture.run(photos, model, cache);
    BottleneckSet set = BottleneckFixture.run(photos.toString(), settings, cache.toString());
    long training = set.examples(Side.TRAINING).size();
    assertEquals(IMAGES, set.cached(), "of the run without copies");
    assertEquals(2 * training, set.computed());
    assertEquals(3, set.examples(Side.TRAINING).variants());
    assertEquals(1, set.examples(Side.TESTING).variants());
    for (int i = 0; i < training; i++) {
      BottleneckExamples examples = set.examples(Side.TRAINING);
      assertEquals(plain.examples(Side.TRAINING).vector(i), examples.vector(i));
      assertFalse(examples.vector(i, 0).equals(examples.vector(i, 1)));
      assertFalse(examples.vector(i, 1).equals(examples.vector(i, 2)));
      float[] copied = new float[20];
      examples.copy(i, 2, copied, 3);
      assertEquals(examples.vector(i, 2), FloatBuffer.wrap(copied, 3, 16));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> set.examples(Side.TESTING).vector(0, 1));
    BottleneckSet again = BottleneckFixture.run(photos.toString(), settings, cache.toString());
    assertEquals(0, again.computed());
    BottleneckFixture.assertSame(set, again);
    BottleneckSet elsewhere =
        BottleneckFixture.run(photos.toString(), settings, temp.resolve("other").toString());
    assertArrayEquals(
        BottleneckFixture.copy(set.examples(Side.TRAINING).vector(0, 2)),
        BottleneckFixture.copy(elsewhere.examples(Side.TRAINING).vector(0, 2)),
        1e-5f,
        "views don't depend on chance");
  }

  @Test
  void shouldReportWhatGivesNoBottleneck() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    Files.writeString(photos.resolve("b/note, \"mine\".txt"), "no image");
    Files.write(photos.resolve("a/cut.png"), Images.truncated(Images.png(64, 48, 1)));
    Files.write(photos.resolve("a/empty.jpg"), new byte[0]);
    Files.createSymbolicLink(photos.resolve("a/gone.jpg"), photos.resolve("nowhere"));
    BottleneckSet set = BottleneckFixture.run(photos, model, cache);
    assertEquals(IMAGES, BottleneckFixture.count(set));
    assertEquals(
        List.of(
            "cut.png a decode",
            "empty.jpg a decode",
            "gone.jpg a read",
            "note, \"mine\".txt b decode"),
        set.failures().stream()
            .map(f -> PathNames.base(f.image()) + " " + f.label() + " " + f.reason().stage())
            .toList());
    assertEquals(4, set.failedPaths().size());
    String table = temp.resolve("failures.csv").toString();
    LeftOutImage.write(table, set.failures(), false);
    List<String> lines = Files.readAllLines(Path.of(table));
    assertEquals("image,class,stage,error,message", lines.get(0));
    assertEquals(5, lines.size());
    assertTrue(
        lines.get(4).startsWith("\"" + photos + "/b/note, \"\"mine\"\".txt\",b,decode,Image"),
        lines.get(4));
    assertEquals(0, BottleneckFixture.run(photos, model, cache).computed());
    BottleneckFixture.assertSame(set, BottleneckFixture.run(photos, model, cache));
  }

  @Test
  void shouldTryAgainWhatCouldNotBeRead() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    BottleneckSettings settings = BottleneckFixture.plain(model.toString());
    ShardWriter writer = new ShardWriter(cache.toString(), settings, "an earlier run");
    LabelledImage image = LabelledFolderFixture.list(photos).images().get(0);
    writer.add(
        BottleneckKey.of(image.file(), 0), new StageFailure("read", "IOException", "no network"));
    writer.flush();
    BottleneckSet set = BottleneckFixture.run(photos, model, cache);
    assertEquals(List.of(), set.failures());
    assertEquals(IMAGES, set.computed());
  }

  @Test
  void shouldFailImagesThatChangeMeanwhile() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    LabelledFolder listed = LabelledFolderFixture.list(photos);
    Path changed = photos.resolve("a/a-07.jpg");
    Files.write(changed, Images.jpeg(50, 50, 5));
    Files.delete(photos.resolve("b/b-01.jpg"));
    BottleneckSet set =
        new BottleneckPipeline(
                PipelineOptionsFactory.create(),
                BottleneckFixture.plain(model.toString()),
                cache.toString())
            .run(listed);
    assertEquals(2, set.failures().size());
    LeftOutImage failure = set.failures().get(0);
    assertEquals(changed.toString(), failure.image());
    assertEquals(
        new StageFailure(
            "read", "FileChanged", "the file was changed or removed meanwhile: run again"),
        failure.reason());
    assertEquals(IMAGES - 2, BottleneckFixture.count(set));
  }

  @Test
  void shouldRefuseTooFewUsableImages() throws IOException {
    LabelledFolderFixture.write(photos, 19, "a", "b");
    Files.writeString(photos.resolve("a/1.jpg"), "no image");
    Files.write(photos.resolve("b/1.jpg"), Images.jpeg(20, 20, 1));
    LabelledFolder folder = LabelledFolderFixture.list(photos);
    folder.requireEnough();
    BottleneckSet set = BottleneckFixture.run(photos, model, cache);
    InputException e =
        assertThrows(InputException.class, () -> set.folder().requireEnough(set.failedPaths()));
    assertEquals(
        "the image folder '"
            + photos
            + "' has too few images of some classes, at least 20 are needed of each: 'a' has 19"
            + " (and 1 that can't be used)",
        e.getMessage());
  }

  @Test
  void shouldRefuseAModelWithoutABottleneck() throws IOException {
    Files.writeString(model.resolve("model.json"), "{\"bottleneck\": \"pool_9\"}");
    ModelException e =
        assertThrows(ModelException.class, () -> BottleneckFixture.model(model.toString()));
    assertEquals(
        model
            + "/classify_image_graph_def.pb has no bottleneck, the node 'pool_9', to learn from:"
            + " name the one before its last layer as \"bottleneck\" in "
            + model
            + "/model.json",
        e.getMessage());
    assertEquals(Optional.of(Remedy.of(Remedy.Kind.LIST_LAYERS)), e.remedy());
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
  }

  @Test
  void shouldRefuseABottleneckThatDoesNotDependOnTheImage() throws IOException {
    Files.writeString(model.resolve("model.json"), "{\"bottleneck\": \"softmax/weights\"}");
    ModelException e =
        assertThrows(ModelException.class, () -> BottleneckFixture.model(model.toString()));
    assertTrue(e.getMessage().contains("softmax/weights"), e.getMessage());
  }

  @Test
  void shouldTakeTheNodeThatTheModelNames() throws IOException {
    Files.writeString(model.resolve("model.json"), "{\"bottleneck\": \"pool_3/_reshape\"}");
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    BottleneckSet set = BottleneckFixture.run(photos, model, cache);
    assertEquals(16, set.features());
    assertMatches(TinyGraphs.imageNet(SIZE, 9, 3), set);
  }

  @Test
  void shouldSayWhereNothingCanBeKept() throws IOException {
    LabelledFolderFixture.write(photos, A_CLASS, "a", "b");
    Path file = Files.writeString(temp.resolve("file"), "x");
    IOException e =
        assertThrows(
            IOException.class, () -> BottleneckFixture.run(photos, model, file.resolve("in")));
    assertEquals(file.resolve("in") + " is not a folder", e.getMessage());
  }

  @Test
  void shouldWriteATableOfNoFailures() throws IOException {
    Path table = temp.resolve("failures.csv");
    LeftOutImage.write(table.toString(), List.of(), false);
    assertEquals(
        "image,class,stage,error,message\r\n",
        new String(Files.readAllBytes(table), StandardCharsets.UTF_8));
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new TreeSet<>(files.map(f -> f.getFileName().toString()).toList());
    }
  }
}
