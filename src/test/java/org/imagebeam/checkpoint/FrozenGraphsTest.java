package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.graph.GraphException;
import org.imagebeam.testing.VariableGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

class FrozenGraphsTest {
  /** With oneDNN, a product and a sum are one op where their operands are constants. */
  private static final float ROUNDING = 2e-6f;

  @TempDir Path folder;
  private String prefix;

  @BeforeEach
  void choosePrefix() {
    prefix = folder.resolve("model.ckpt-3").toString();
  }

  /** Trains a step's worth, saves, and gives what the outputs are. */
  private float[] save(VariableGraph.Kind kind) throws IOException {
    GraphDef graphDef = VariableGraph.of(kind, prefix);
    Files.write(
        Path.of(prefix + ".meta"),
        MetaGraphDef.newBuilder().setGraphDef(graphDef).build().toByteArray());
    try (Graph graph = new Graph()) {
      graph.importGraphDef(graphDef);
      try (Session session = new Session(graph)) {
        session.runner().addTarget("init").run().close();
        session.runner().addTarget("save").run().close();
        return VariableGraph.scores(session);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(VariableGraph.Kind.class)
  void shouldAnswerAsBefore(VariableGraph.Kind kind) throws IOException {
    float[] before = save(kind);
    GraphDef frozen;
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      frozen =
          FrozenGraphs.freeze(MetaGraph.read(prefix + ".meta").getGraphDef(), reader, scores());
    }
    assertTrue(ops(frozen).stream().noneMatch(op -> op.startsWith("Va") || op.contains("Assign")));
    assertArrayEquals(before, VariableGraph.scores(frozen), ROUNDING);
  }

  @ParameterizedTest
  @EnumSource(VariableGraph.Kind.class)
  void shouldFreezeASessionsValues(VariableGraph.Kind kind) {
    GraphDef graphDef = VariableGraph.of(kind, prefix);
    try (Graph graph = new Graph()) {
      graph.importGraphDef(graphDef);
      try (Session session = new Session(graph)) {
        session.runner().addTarget("init").run().close();
        GraphDef frozen = FrozenGraphs.freeze(graph.toGraphDef(), session, scores());
        assertArrayEquals(VariableGraph.scores(session), VariableGraph.scores(frozen), ROUNDING);
        GraphDef nothing = FrozenGraphs.freeze(graph.toGraphDef(), session, List.of("x"));
        assertEquals(1, nothing.getNodeCount());
      }
    }
  }

  private static List<String> scores() {
    return List.of("scores:0");
  }

  private static List<String> ops(GraphDef graph) {
    return graph.getNodeList().stream().map(NodeDef::getOp).toList();
  }

  @Test
  void shouldKeepOnlyWhatTheOutputsNeed() throws IOException {
    save(VariableGraph.Kind.RESOURCE);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      GraphDef graph = MetaGraph.read(prefix + ".meta").getGraphDef();
      GraphDef frozen = FrozenGraphs.freeze(graph, reader, scores());
      Map<String, String> ops =
          frozen.getNodeList().stream().collect(Collectors.toMap(NodeDef::getName, NodeDef::getOp));
      assertEquals(
          Map.of(
              "x", "Placeholder",
              "W", "Const",
              "W/read", "Identity",
              "b", "Const",
              "b/read", "Identity",
              "product", "MatMul",
              "scores", "Add"),
          ops);
    }
  }

  @Test
  void shouldSayWhatDoesNotFit() throws IOException {
    save(VariableGraph.Kind.REFERENCE);
    GraphDef graph = MetaGraph.read(prefix + ".meta").getGraphDef();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertFails(Kind.MISMATCH, "the graph has no node 'none'", graph, reader, "none");
      assertFails(
          Kind.MISMATCH, "node 'W/assign' (Assign) changes variable 'W'", graph, reader, "init");
    }
    SavedTensors.save(prefix, Map.of("b", SavedTensors.floats(List.of(2), 1, 2)));
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertFails(
          Kind.NOT_FOUND, "has no tensor 'W' for the graph's variable", graph, reader, "scores");
    }
    SavedTensors.save(
        prefix,
        Map.of(
            "b", SavedTensors.floats(List.of(2), 1, 2),
            "W", SavedTensors.floats(List.of(2, 3), 1, 2, 3, 4, 5, 6)));
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertFails(
          Kind.MISMATCH,
          prefix + ": variable 'W' has the shape [3, 2] in the graph, and its value [2, 3]",
          graph,
          reader,
          "scores");
    }
  }

  private static void assertFails(
      Kind kind, String message, GraphDef graph, CheckpointReader reader, String output) {
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> FrozenGraphs.freeze(graph, reader, List.of(output)));
    assertEquals(kind, e.kind(), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void shouldSayWhenAHandleIsNeverRead() {
    GraphDef graphDef = VariableGraph.of(VariableGraph.Kind.RESOURCE, prefix);
    GraphDef.Builder gathering = graphDef.toBuilder();
    for (int i = 0; i < gathering.getNodeCount(); i++) {
      if (gathering.getNode(i).getOp().equals("ReadVariableOp")) {
        gathering.setNode(i, gathering.getNode(i).toBuilder().addInput("^x"));
      }
    }
    try (Graph graph = new Graph()) {
      graph.importGraphDef(gathering.build());
      try (Session session = new Session(graph)) {
        GraphException e =
            assertThrows(
                GraphException.class,
                () -> FrozenGraphs.freeze(gathering.build(), session, scores()));
        assertTrue(e.getMessage().contains("no ReadVariableOp for variable 'W'"), e.getMessage());
      }
    }
  }
}
