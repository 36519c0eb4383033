package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

class GraphSessionTest {
  private static final SessionOptions ALL_THREADS = new SessionOptions(0, Precision.FLOAT32);

  private static final GraphDef DOUBLER =
      GraphDef.newBuilder()
          .addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT))
          .addNode(NodeDefs.constFloat("two", 2))
          .addNode(NodeDefs.floatNode("twice", "Mul", "x", "two"))
          .build();

  private static float run(GraphSession session, String feed, float value, String fetch) {
    try (TFloat32 fed = TFloat32.scalarOf(value);
        TFloat32 fetched = (TFloat32) session.run(feed, fed, fetch)) {
      assertEquals(value, fed.getFloat());
      return fetched.getFloat();
    }
  }

  @Test
  void shouldFeedAndFetch() {
    try (GraphSession session = GraphSession.open(DOUBLER, ALL_THREADS)) {
      assertEquals(6, run(session, "x", 3, "twice"));
      assertEquals(-1, run(session, "x", -0.5f, "twice"));
    }
    try (GraphSession session = GraphSession.openForCallers(DOUBLER)) {
      assertEquals(6, run(session, "x", 3, "twice"));
    }
  }

  @Test
  void shouldFeedSeveral() {
    try (GraphSession session = GraphSession.open(DOUBLER, ALL_THREADS);
        TFloat32 x = TFloat32.scalarOf(3);
        TFloat32 factor = TFloat32.scalarOf(5);
        TFloat32 product = (TFloat32) session.run(Map.of("x", x, "two", factor), "twice")) {
      assertEquals(15, product.getFloat());
    }
  }

  @Test
  void shouldLeaveTheFetchedTensorToTheCaller() {
    TFloat32 fetched;
    try (TFloat32 fed = TFloat32.scalarOf(4)) {
      GraphSession session = GraphSession.open(DOUBLER, ALL_THREADS);
      fetched = (TFloat32) session.run("x", fed, "twice");
      session.close();
    }
    try (TFloat32 kept = fetched) {
      assertEquals(8, kept.getFloat());
    }
  }

  @Test
  void shouldServeManyThreads() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try (GraphSession all = GraphSession.open(DOUBLER, ALL_THREADS);
        GraphSession callers = GraphSession.openForCallers(DOUBLER)) {
      List<Callable<Float>> tasks = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int value = i;
        GraphSession session = i % 2 == 0 ? all : callers;
        tasks.add(() -> run(session, "x", value, "twice"));
      }
      List<Float> answers = new ArrayList<>();
      for (Future<Float> answer : executor.invokeAll(tasks)) {
        answers.add(answer.get());
      }
      assertEquals(IntStream.range(0, 400).mapToObj(i -> 2f * i).toList(), answers);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void shouldRefuseBadGraphs() {
    GraphDef unknown = GraphDef.newBuilder().addNode(NodeDefs.node("a", "Classify")).build();
    RuntimeException op =
        assertThrows(RuntimeException.class, () -> GraphSession.open(unknown, ALL_THREADS));
    assertTrue(op.getMessage().contains("Classify"), op.getMessage());
    GraphDef dangling = GraphDef.newBuilder().addNode(NodeDefs.floatNode("a", "Neg", "b")).build();
    IllegalArgumentException input =
        assertThrows(
            IllegalArgumentException.class, () -> GraphSession.open(dangling, ALL_THREADS));
    assertTrue(input.getMessage().contains("'a'"), input.getMessage());
    NullPointerException none =
        assertThrows(NullPointerException.class, () -> GraphSession.open(null, ALL_THREADS));
    assertEquals("graphDef is null", none.getMessage());
  }

  @Test
  void shouldNameUnknownNodes() {
    try (GraphSession session = GraphSession.open(DOUBLER, ALL_THREADS)) {
      RuntimeException feed =
          assertThrows(RuntimeException.class, () -> run(session, "pixels", 1, "twice"));
      assertTrue(feed.getMessage().contains("pixels"), feed.getMessage());
      RuntimeException fetch =
          assertThrows(RuntimeException.class, () -> run(session, "x", 1, "softmax"));
      assertTrue(fetch.getMessage().contains("softmax"), fetch.getMessage());
    }
  }

  @Test
  void shouldRefuseToRunWhenClosed() {
    GraphSession session = GraphSession.open(DOUBLER, ALL_THREADS);
    session.close();
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> run(session, "x", 1, "twice"));
    assertTrue(e.getMessage().contains("close"), e.getMessage());
  }
}
