package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imagebeam.checkpoint.bundle.CheckpointTensor;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.testing.PythonTensorFlow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.TensorProto;

/**
 * Holds checkpoints of many kinds, which TensorFlow for Python makes, against the values that its
 * session had: format V1, slices, partitioned variables, a saver's own names, int4.
 */
public class SaverKindsTest {
  private static final Splitter TAB = Splitter.on('\t');
  private static final Splitter COMMA = Splitter.on(',');

  @TempDir private static Path folder;

  private record Fact(String kind, String prefix, String name, List<String> rest) {}

  private static final List<Fact> VALUES = new ArrayList<>();
  private static final List<Fact> NODES = new ArrayList<>();

  @BeforeAll
  static void runPython() throws IOException, InterruptedException {
    PythonTensorFlow.run("checkpoint_kinds.py", folder);
    read("values.txt", VALUES);
    read("frozen.txt", NODES);
  }

  private static void read(String file, List<Fact> into) throws IOException {
    for (String line : Files.readAllLines(folder.resolve(file))) {
      List<String> parts = TAB.splitToList(line);
      into.add(new Fact(parts.get(0), parts.get(1), parts.get(2), parts.subList(3, parts.size())));
    }
  }

  private static List<Fact> of(String kind, List<Fact> facts) {
    List<Fact> found = facts.stream().filter(fact -> fact.kind().equals(kind)).toList();
    assertTrue(!found.isEmpty(), kind);
    return found;
  }

  private static String prefix(String kind) {
    return of(kind, NODES).get(0).prefix();
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static String hex(CheckpointTensor tensor) {
    return tensor.strings().isEmpty()
        ? hex(tensor.bytes())
        : tensor.strings().stream().map(SaverKindsTest::hex).collect(Collectors.joining(","));
  }

  private static void assertHas(CheckpointReader reader, List<Fact> facts) throws IOException {
    for (Fact fact : facts) {
      CheckpointTensor tensor = reader.read(fact.name());
      assertEquals(fact.rest().get(0), tensor.info().dtypeName(), fact.name());
      List<Long> shape =
          COMMA.omitEmptyStrings().splitToStream(fact.rest().get(1)).map(Long::valueOf).toList();
      assertEquals(shape, tensor.info().shape(), fact.name());
      assertEquals(fact.rest().get(2), hex(tensor), fact.name());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1",
        "v1-sharded",
        "v1-raw",
        "part-ref",
        "part-res-adam",
        "part-ref-momentum-1",
        "part-res-sharded",
        "part-v1-adam",
        "part-v1-sharded"
      })
  void shouldReadVerifyAndRewrite(String kind) throws IOException {
    List<Fact> facts = of(kind, VALUES);
    String renamed = folder.resolve("rewritten/" + kind).toString();
    try (CheckpointReader reader = CheckpointReader.open(facts.get(0).prefix())) {
      assertHas(reader, facts);
      reader.requireFiles();
      String first = facts.get(0).name();
      CheckpointRewrite.rename(reader, Map.of(first, "other/name"), renamed);
      List<Fact> expected = new ArrayList<>(facts);
      Fact old = facts.get(0);
      expected.set(0, new Fact(kind, renamed, "other/name", old.rest()));
      try (CheckpointReader written = CheckpointReader.open(renamed)) {
        assertHas(written, expected);
        assertEquals(reader.tensors().size(), written.tensors().size());
        for (TensorInfo tensor : written.tensors()) {
          written.verify(tensor.name());
        }
        written.requireFiles();
      }
    }
  }

  @Test
  void shouldWriteOfV1WhatTensorFlowReads() throws IOException {
    List<Fact> facts = of("v1", VALUES);
    String renamed = folder.resolve("rewritten/for-tensorflow").toString();
    try (CheckpointReader reader = CheckpointReader.open(facts.get(0).prefix())) {
      CheckpointRewrite.rename(reader, Map.of("scalar", "number"), renamed);
      Map<String, TensorProto> expected = new TreeMap<>();
      Map<String, DataType> dtypes = new TreeMap<>();
      for (TensorInfo tensor : reader.tensors()) {
        String name = tensor.name().equals("scalar") ? "number" : tensor.name();
        expected.put(name, reader.read(tensor.name()).toProto());
        dtypes.put(name, tensor.dtype());
      }
      assertEquals(expected, new TreeMap<>(SavedTensors.restore(renamed, dtypes)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "part-ref",
        "part-res-adam",
        "part-ref-momentum-1",
        "part-res-sharded",
        "part-v1-adam",
        "part-v1-sharded",
        "renamed"
      })
  void shouldFreeze(String kind) throws IOException {
    MetaGraphDef meta = MetaGraph.read(MetaGraph.beside(prefix(kind)));
    List<Fact> nodes = of(kind, NODES);
    try (CheckpointReader reader = CheckpointReader.open(prefix(kind))) {
      List<String> all = nodes.stream().map(Fact::name).toList();
      GraphDef together = FrozenGraphs.freeze(meta, reader, all);
      for (Fact node : nodes) {
        assertEquals(node.rest().get(0), run(together, node.name()), node.name());
        GraphDef single = FrozenGraphs.freeze(meta, reader, List.of(node.name()));
        assertEquals(node.rest().get(0), run(single, node.name()), node.name());
      }
      // Without the saver's nodes Python's definitions of the variables say which part is which.
      MetaGraphDef bare = withoutSaver(meta);
      if (!kind.equals("renamed")) {
        String out = nodes.get(0).name();
        assertEquals(
            nodes.get(0).rest().get(0), run(FrozenGraphs.freeze(bare, reader, List.of(out)), out));
      }
    }
  }

  private static MetaGraphDef withoutSaver(MetaGraphDef meta) {
    GraphDef.Builder graph = meta.getGraphDef().toBuilder().clearNode();
    meta.getGraphDef().getNodeList().stream()
        .filter(node -> !node.getName().startsWith("save/"))
        .forEach(graph::addNode);
    return meta.toBuilder().clearSaverDef().setGraphDef(graph).build();
  }

  private static String run(GraphDef frozen, String node) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(frozen);
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(node).run()) {
        return hex(SessionValues.proto(result.get(0)).getTensorContent());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "part-ref",
        "part-res-adam",
        "part-ref-momentum-1",
        "part-res-sharded",
        "part-v1-adam",
        "part-v1-sharded",
        "renamed"
      })
  void shouldRestore(String kind) throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Saver saver = MetaGraph.importMetaGraph(graph, MetaGraph.beside(prefix(kind))).orElseThrow();
      saver.restore(session, prefix(kind));
      for (Fact node : of(kind, NODES)) {
        try (Result result = session.runner().fetch(node.name()).run()) {
          assertEquals(
              node.rest().get(0), hex(SessionValues.proto(result.get(0)).getTensorContent()));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"part-ref", "part-res-adam", "part-ref-momentum-1", "part-v1-adam"})
  void shouldSavePartitionedVariablesAsPythonDoes(String kind) throws IOException {
    List<Fact> facts = of(kind, VALUES);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      MetaGraphDef meta = MetaGraph.read(MetaGraph.beside(prefix(kind)));
      assertTrue(MetaGraph.importMetaGraph(graph, withoutSaver(meta)).isPresent());
      Saver saver = Saver.builder(graph).build();
      saver.restore(session, prefix(kind));
      String again = saver.save(session, folder.resolve("again/" + kind).toString());
      try (CheckpointReader reader = CheckpointReader.open(again);
          CheckpointReader python = CheckpointReader.open(prefix(kind))) {
        assertHas(reader, facts);
        assertEquals(
            python.tensors().stream().map(TensorInfo::name).toList(),
            reader.tensors().stream().map(TensorInfo::name).toList());
      }
    }
  }

  @Test
  void shouldFreezeWhatIsThereOfATensorThatLacksAPart() throws IOException {
    String kind = "part-res-sharded";
    Fact alone =
        of(kind, NODES).stream().filter(node -> node.name().equals("alone")).findFirst().get();
    MetaGraphDef meta = MetaGraph.read(MetaGraph.beside(alone.prefix()));
    String lacking = folder.resolve("lacking/model").toString();
    ByteString part = ByteString.copyFrom(HexFormat.of().parseHex(alone.rest().get(0)));
    SavedTensors.save(
        lacking,
        List.of("table"),
        List.of("7 6 0,7:2,2"),
        List.of(SavedTensors.tensor(DataType.DT_FLOAT, List.of(7, 2), part)));
    try (CheckpointReader reader = CheckpointReader.open(lacking)) {
      assertEquals(
          alone.rest().get(0), run(FrozenGraphs.freeze(meta, reader, List.of("alone")), "alone"));
      Failures.assertKind(
          Kind.CORRUPT,
          () -> FrozenGraphs.freeze(meta, reader, List.of("whole")),
          "the parts of tensor 'table' don't make up one of shape 7x6");
      Failures.assertKind(Kind.CORRUPT, () -> reader.verify("table"), "no slice has the elements");
      Failures.assertKind(Kind.CORRUPT, reader::requireFiles, "from [0, 0] on");
    }
  }

  @Test
  void shouldExtendTheSignOfInt4() throws IOException {
    try (CheckpointReader reader =
        CheckpointReader.open(folder.resolve("int4/model.ckpt").toString())) {
      CheckpointTensor signed = reader.read("signed");
      CheckpointTensor unsigned = reader.read("unsigned");
      for (int i = 0; i < 16; i++) {
        assertEquals(i - 8, signed.element(i));
        assertEquals(i, unsigned.element(i));
      }
    }
  }
}
