package org.imagebeam.modelimport;

import static org.imagebeam.modelimport.ImportFixture.TORCH;
import static org.imagebeam.modelimport.ImportFixture.network;
import static org.imagebeam.modelimport.ImportFixture.options;
import static org.imagebeam.modelimport.ImportFixture.scores;
import static org.imagebeam.modelimport.ImportFixture.variableScores;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.graph.ends.AmbiguousEndException;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Checkpoints and SavedModels, whose variables are frozen. */
class ModelImportVariablesTest {
  @TempDir private Path temp;
  private ImportFixture imports;

  @BeforeEach
  void nameTheTarget() {
    imports = new ImportFixture(temp);
  }

  @Test
  void shouldImportACheckpointByItsPrefixItsFilesAndItsFolder() throws IOException {
    Path checkpoint = imports.checkpoint();
    for (String source : List.of("net", "net.index", "net.meta", "net.data-00000-of-00001", "")) {
      ImportReport report = imports.importTo(checkpoint.resolve(source), TORCH);
      assertEquals("checkpoint", report.source(), source);
      assertEquals("scores", report.spec().output());
      assertEquals("mean", report.spec().bottleneck());
      assertArrayEquals(
          variableScores(),
          scores(imports.imported().readGraph().graph(), "input", "scores"),
          1e-6f);
    }
  }

  @Test
  void shouldInlineTheFunctionsOfACheckpointsGraph() throws IOException {
    FunctionDef twice =
        FunctionDef.newBuilder()
            .setSignature(
                OpDef.newBuilder()
                    .setName("twice")
                    .setIsStateful(true)
                    .addInputArg(argument("factor", DataType.DT_RESOURCE))
                    .addInputArg(argument("x", DataType.DT_FLOAT))
                    .addOutputArg(argument("y", DataType.DT_FLOAT)))
            .addNodeDef(
                NodeDefs.node("read", "ReadVariableOp", "factor")
                    .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT)))
            .addNodeDef(NodeDefs.floatNode("product", "Mul", "x", "read:value:0"))
            .putRet("y", "product:z:0")
            .build();
    AttrValue scalar =
        AttrValue.newBuilder().setShape(TensorShapeProto.getDefaultInstance()).build();
    GraphDef plain = network();
    GraphDef calling =
        plain.toBuilder()
            .addNode(
                NodeDefs.node("factor", "VarHandleOp")
                    .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
                    .putAttr("shape", scalar)
                    .putAttr("shared_name", NodeDefs.string("factor")))
            .addNode(NodeDefs.constFloat("two", 2))
            .addNode(
                NodeDefs.node("assign", "AssignVariableOp", "factor", "two")
                    .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT)))
            .addNode(
                NodeDefs.node("factor/Read", "ReadVariableOp", "factor")
                    .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT)))
            .addNode(
                NodeDefs.node("call", "StatefulPartitionedCall", "factor", "logits")
                    .putAttr("Tin", types(DataType.DT_RESOURCE, DataType.DT_FLOAT))
                    .putAttr("Tout", types(DataType.DT_FLOAT))
                    .putAttr(
                        "f",
                        AttrValue.newBuilder()
                            .setFunc(NameAttrList.newBuilder().setName("twice"))
                            .build()))
            .setLibrary(FunctionDefLibrary.newBuilder().addFunction(twice))
            .build();
    Path checkpoint = Files.createDirectory(temp.resolve("calling"));
    try (Graph graph = new Graph()) {
      graph.importGraphDef(calling);
      Saver saver = Saver.builder(graph).build();
      try (Session session = new Session(graph)) {
        session.runner().addTarget("assign").run().close();
        saver.save(session, checkpoint.resolve("net").toString());
      }
    }
    imports.importTo(
        checkpoint, options(Optional.of("call"), Optional.of(PixelPreset.UNIT), Optional.empty()));
    String output = imports.imported().spec().output();
    float[] expected = scores(plain, "input", "logits");
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= 2;
    }
    assertArrayEquals(
        expected, scores(imports.imported().readGraph().graph(), "input", output), 1e-6f);
  }

  @Test
  void shouldImportASavedModelByItsSignature() throws IOException {
    Path checkpoint = imports.checkpoint();
    Path model = Files.createDirectory(temp.resolve("saved"));
    Path variables = Files.createDirectory(model.resolve("variables"));
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      Files.copy(checkpoint.resolve("net" + end), variables.resolve("variables" + end));
    }
    MetaGraphDef.Builder meta =
        MetaGraph.read(checkpoint.resolve("net.meta").toString()).toBuilder();
    meta.getMetaInfoDefBuilder().addTags("serve");
    meta.putSignatureDef(
        "serving_default",
        SignatureDef.newBuilder()
            .putInputs("photo", TensorInfo.newBuilder().setName("input:0").build())
            .putOutputs("scores", TensorInfo.newBuilder().setName("scores:0").build())
            .putOutputs("features", TensorInfo.newBuilder().setName("mean:0").build())
            .build());
    Files.write(
        model.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(meta).build().toByteArray());
    AmbiguousEndException e =
        assertThrows(AmbiguousEndException.class, () -> imports.importTo(model, TORCH));
    assertTrue(e.getMessage().contains("'mean'"), e.getMessage());
    ImportReport report =
        imports.importTo(
            model, options(Optional.of("scores"), Optional.of(PixelPreset.UNIT), Optional.empty()));
    assertEquals("SavedModel, signature serving_default", report.source());
    assertEquals(List.of("mean"), report.others(), "and its node is kept");
    assertArrayEquals(
        variableScores(), scores(imports.imported().readGraph().graph(), "input", "scores"), 1e-6f);
  }

  private static OpDef.ArgDef argument(String name, DataType dtype) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(dtype).build();
  }

  private static AttrValue types(DataType... dtypes) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(List.of(dtypes)))
        .build();
  }
}
