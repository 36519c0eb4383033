package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;

/** What contenders in Java do, with the model in the jar. */
class WorkTest {
  private static final BenchModel EMBEDDED =
      new BenchModel(ModelFolder.EMBEDDED, ModelFolder.EMBEDDED);

  @TempDir Path temp;

  @Test
  void shouldDoTheSameOnEachThread() throws InterruptedException {
    AtomicIntegerArray done = new AtomicIntegerArray(3);
    try (Callers callers = new Callers(3, done::incrementAndGet)) {
      assertEquals(9, callers.run(7));
    }
    assertEquals("[3, 3, 3]", done.toString());
  }

  @Test
  void shouldHandOnWhatATaskThrows() {
    try (Callers callers =
        new Callers(
            2,
            i -> {
              throw new IllegalStateException("no session");
            })) {
      IllegalStateException e = assertThrows(IllegalStateException.class, () -> callers.run(2));
      assertEquals("no session", e.getCause().getMessage());
    }
  }

  @Test
  void shouldLoopOverTheImages() throws IOException, InterruptedException {
    List<Path> photo = List.of(Photos.SAMPLE);
    Path images = ImageFolder.repeat(photo, 2, temp.resolve("pictures"));
    try (Work loop = new SingleImageLoop(ModelFolder.open(EMBEDDED.location()), images)) {
      assertEquals(3, loop.run(3));
    }
  }

  @Test
  void shouldRunTheNetworkAsClassifyDoes() throws InterruptedException, IOException {
    NetworkSettings settings = new NetworkSettings(2, 2, SessionOptions.DEFAULT);
    try (Work network =
        NetworkOnPixels.open(
            ModelFolder.open(EMBEDDED.location()),
            ClassifyWay.rewriting(Precision.FLOAT32),
            settings)) {
      assertEquals(8, network.run(5), "two batches of two on each of two threads");
    }
  }

  @Test
  void shouldMultiplyMatrices() throws InterruptedException {
    try (MatrixProducts products = new MatrixProducts(1)) {
      assertEquals(7, products.run(5), "a product is 7.2 G operations");
    }
  }

  @Test
  void shouldSeeWhichStepsChangeANetwork() {
    Rewriting whole = ClassifyWay.rewriting(Precision.FLOAT32);
    assertFalse(EMBEDDED.changes(whole.first(0), whole.first(1)), "it has no int8 layers");
    assertFalse(EMBEDDED.changes(whole.first(1), whole.first(2)), "it has no checks");
    assertTrue(EMBEDDED.changes(whole.first(2), whole.first(3)), "its weights are bytes");
  }

  @Test
  void shouldExportTheFoldedNetwork() throws IOException {
    BenchModel.Export export = EMBEDDED.export(temp);
    GraphDef graph = GraphDef.parseFrom(Files.readAllBytes(export.graph()));
    assertTrue(
        graph.getNodeList().stream().anyMatch(node -> node.getName().equals(export.input())));
    assertTrue(
        graph.getNodeList().stream().anyMatch(node -> node.getName().equals(export.output())));
    assertEquals(224, export.height());
    assertEquals(385_187_552, EMBEDDED.multiplyAdds());
  }

  @Test
  void shouldSayThatThereIsNoSuchModel() {
    SkippedException e = assertThrows(SkippedException.class, () -> BenchModel.of("no-such", temp));
    assertTrue(e.getMessage().contains("no-such"), e.getMessage());
    assertThrows(SkippedException.class, EMBEDDED::graphFile);
  }

  @Test
  void shouldPlanLinesThatEachHaveAName() throws IOException {
    Plan plan = new Plan(temp, 1);
    plan.addMachine();
    plan.addLoop(EMBEDDED, temp);
    plan.addRewrites(EMBEDDED);
    plan.addSweep(EMBEDDED);
    plan.addBare(EMBEDDED, Precision.FLOAT32);
    plan.addBare(EMBEDDED, Precision.BFLOAT16);
    plan.addClassify(EMBEDDED, temp, 5);
    plan.addBfloat16(EMBEDDED, temp, 5);
    plan.addGrowth(EMBEDDED, List.of(Photos.SAMPLE), List.of(1, 2));
    assertEquals(Names.LOOP, plan.bases().get(ModelFolder.EMBEDDED));
    List<String> lines = plan.entries().keySet().stream().map(Results.Key::toString).toList();
    assertTrue(lines.contains("embedded: + weights dequantised"), lines.toString());
    assertTrue(lines.contains("growth, embedded: classify, 2"), lines.toString());
    assertEquals(2, ImageFolder.files(temp.resolve("pictures-2")).size());
  }

  @Test
  void shouldReadPins() {
    assertEquals(
        "1.32.0",
        Peers.versions(List.of("# a==1", "numpy>=2", "onnxruntime == 1.32.0", ""))
            .get("onnxruntime"));
    assertEquals(1, Peers.versions(List.of("# a==1", "numpy>=2", "b==3")).size());
  }
}
