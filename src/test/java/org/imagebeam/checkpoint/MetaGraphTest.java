package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.graph.safety.UnsafeGraphException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TFloat32;

class MetaGraphTest {
  @TempDir Path folder;

  private static List<VariableDef> defs(MetaGraphDef meta, String collection) throws IOException {
    CollectionDef all = meta.getCollectionDefOrThrow(collection);
    VariableDef[] defs = new VariableDef[all.getBytesList().getValueCount()];
    for (int i = 0; i < defs.length; i++) {
      defs[i] = VariableDef.parseFrom(all.getBytesList().getValue(i));
    }
    return List.of(defs);
  }

  @Test
  void shouldDescribeVariablesAsPythonDoes() throws IOException {
    try (TestGraph graph = new TestGraph(Form.REFERENCE).vector("v1", 1)) {
      Saver saver = Saver.builder(graph.graph()).build();
      MetaGraphDef meta = MetaGraph.export(graph.graph(), Optional.of(saver.toSaverDef()));
      VariableDef def = defs(meta, "variables").get(0);
      assertEquals("v1:0", def.getVariableName());
      assertEquals("v1/Assign", def.getInitializerName());
      assertEquals("v1/read:0", def.getSnapshotName());
      assertTrue(def.getTrainable());
      assertEquals(defs(meta, "variables"), defs(meta, "trainable_variables"));
      assertEquals(saver.toSaverDef(), meta.getSaverDef());
      assertEquals(
          meta.getGraphDef().getNodeList().stream()
              .map(NodeDef::getOp)
              .distinct()
              .sorted()
              .toList(),
          meta.getMetaInfoDef().getStrippedOpList().getOpList().stream()
              .map(OpDef::getName)
              .toList());
    }
  }

  /** Makes variables by TensorFlow Java's own Ops, without the names that Python gives. */
  @Test
  void shouldDescribeVariablesThatOthersMade() throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var ref = tf.withName("w").variable(Shape.of(2), TFloat32.class);
      tf.withName("start").assign(ref, tf.constant(new float[] {1, 2}));
      tf.withName("later").assign(ref, tf.constant(new float[] {3, 4}));
      tf.withName("handle").varHandleOp(TFloat32.class, Shape.of(1));
      MetaGraphDef meta = MetaGraph.export(graph, Optional.empty());
      List<VariableDef> defs = defs(meta, "variables");
      assertEquals(1, defs.size());
      assertEquals("start", defs.get(0).getInitializerName());
      assertEquals("w/read:0", defs.get(0).getSnapshotName());
      assertTrue(graph.operation("handle/Read/ReadVariableOp") != null);
    }
  }

  @Test
  void shouldKeepCollectionsItDoesNotKnow() throws IOException {
    MetaGraphDef meta;
    CollectionDef trainOp =
        CollectionDef.newBuilder()
            .setNodeList(CollectionDef.NodeList.newBuilder().addValue("v1:0"))
            .build();
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v1", 1)) {
      GraphCollections.of(graph.graph()).put("train_op", trainOp);
      meta = MetaGraph.export(graph.graph(), Optional.empty());
    }
    try (TestGraph graph = new TestGraph(Form.RESOURCE)) {
      assertTrue(MetaGraph.importMetaGraph(graph.graph(), meta).isPresent());
      graph.vector("v2", 2);
      MetaGraphDef again = MetaGraph.export(graph.graph(), Optional.empty());
      assertEquals(trainOp, again.getCollectionDefOrThrow("train_op"));
      assertEquals(2, defs(again, "variables").size());
    }
  }

  @Test
  void shouldReadTextAndBinary() throws IOException {
    MetaGraphDef meta;
    try (TestGraph graph = new TestGraph(Form.REFERENCE).vector("v1", 4)) {
      meta = MetaGraph.export(graph.graph(), Optional.empty());
      MetaGraph.export(graph.graph(), Optional.empty(), folder + "/binary.meta");
    }
    Files.writeString(folder.resolve("text.meta"), TextFormat.printer().printToString(meta));
    assertEquals(meta, MetaGraph.read(folder + "/text.meta"));
    assertEquals(meta, MetaGraph.read(folder + "/binary.meta"));
    try (TestGraph graph = new TestGraph(Form.REFERENCE)) {
      assertTrue(MetaGraph.importMetaGraph(graph.graph(), folder + "/text.meta").isPresent());
      graph.initialize();
      assertArrayEquals(new float[] {4}, graph.values("v1:0"));
    }
  }

  @Test
  void shouldHaveNoSaverWithoutVariables() throws IOException {
    try (TestGraph graph = new TestGraph(Form.REFERENCE);
        Graph imported = new Graph()) {
      Ops.create(graph.graph()).constant(1);
      MetaGraphDef meta = MetaGraph.export(graph.graph(), Optional.empty());
      assertEquals(Optional.empty(), MetaGraph.importMetaGraph(imported, meta));
    }
  }

  @Test
  void shouldRefuseWhatIsNoGraph() throws IOException {
    try (TestGraph graph = new TestGraph(Form.REFERENCE)) {
      String path = folder + "/a.meta";
      Failures.assertKind(
          Kind.NOT_FOUND, () -> MetaGraph.importMetaGraph(graph.graph(), path), path);
      for (String content : new String[] {"", "no graph", "\u0000\u0001"}) {
        Files.writeString(folder.resolve("a.meta"), content);
        Failures.assertKind(
            Kind.CORRUPT, () -> MetaGraph.importMetaGraph(graph.graph(), path), path);
      }
    }
  }

  @Test
  void shouldRefuseNodesThatDoMoreThanToComputeAndToSave() throws IOException {
    try (TestGraph graph = new TestGraph(Form.REFERENCE).vector("v1", 4);
        Graph imported = new Graph()) {
      Saver saver = Saver.builder(graph.graph()).build();
      Ops tf = Ops.create(graph.graph());
      tf.withName("reads").io.readFile(tf.constant(folder + "/secret"));
      MetaGraphDef meta = MetaGraph.export(graph.graph(), Optional.of(saver.toSaverDef()));
      Failures.assertFails(
          UnsafeGraphException.class,
          () -> MetaGraph.importMetaGraph(imported, meta),
          "node 'reads' (ReadFile) reads or writes files");
      assertFalse(imported.operations().hasNext());
      assertTrue(MetaGraph.importUnsafeMetaGraph(imported, meta).isPresent());
    }
  }

  @Test
  void shouldRefuseNamesThatAreTaken() throws IOException {
    try (TestGraph graph = new TestGraph(Form.REFERENCE).vector("v1", 4)) {
      MetaGraphDef meta = MetaGraph.export(graph.graph(), Optional.empty());
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> MetaGraph.importMetaGraph(graph.graph(), meta),
          "already exists");
    }
  }
}
