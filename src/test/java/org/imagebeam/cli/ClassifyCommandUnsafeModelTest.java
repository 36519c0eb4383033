package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.imagebeam.imagemodel.ImageModelHandler;
import org.imagebeam.imagemodel.ImageModelSettings;
import org.imagebeam.imagemodel.VectorFunction;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/** What a model could do besides computing, and does not get to do. */
class ClassifyCommandUnsafeModelTest {
  private static final String GRAPH = "classify_image_graph_def.pb";

  @TempDir private Path temp;
  private Path model;
  private Path written;

  @BeforeEach
  void writeModel() throws IOException {
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    written = temp.resolve("written");
    Files.createDirectory(temp.resolve("photos"));
    Files.write(temp.resolve("photos/a.jpg"), Images.jpeg(20, 20, 1));
  }

  /** The model's graph with {@code nodes}, the last of which runs before the scores. */
  private GraphDef.Builder with(NodeDef... nodes) {
    GraphDef.Builder graph = TinyGraphs.imageNet(16, 9, 5).toBuilder();
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      if (node.getName().equals("softmax")) {
        node.addInput("^" + nodes[nodes.length - 1].getName());
      }
    }
    for (NodeDef node : nodes) {
      graph.addNode(node);
    }
    return graph;
  }

  private void writeGraph(GraphDef.Builder graph) throws IOException {
    Files.write(model.resolve(GRAPH), graph.build().toByteArray());
  }

  private void writeWriter() throws IOException {
    writeGraph(
        with(
            NodeDefs.constBytes("name", ByteString.copyFromUtf8(written.toString())),
            NodeDefs.constBytes("content", ByteString.copyFromUtf8("by a model")),
            NodeDefs.node("writes", "WriteFile", "name", "content").build()));
  }

  private String run(ExitCode expected, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
    assertEquals(expected.code(), code, err.toString());
    return out + err.toString();
  }

  private String[] classify(String... more) {
    List<String> args =
        new java.util.ArrayList<>(
            List.of(
                "classify",
                "--model=" + model,
                "--input=" + temp.resolve("photos"),
                "--output=" + temp.resolve("rows.csv")));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void shouldRefuseAModelThatWritesAFileUnlessItIsAllowed() throws IOException {
    writeWriter();
    String said = run(ExitCode.MODEL_UNUSABLE, classify());
    assertEquals(
        "imagebeam: "
            + model.resolve(GRAPH)
            + ": node 'writes' (WriteFile) reads or writes files. A model may only compute; if you"
            + " trust its maker, allow it (--allowUnsafeModel does so)",
        said.strip());
    assertFalse(Files.exists(written));
    assertFalse(Files.exists(temp.resolve("rows.csv")));
    run(ExitCode.OK, classify("--allowUnsafeModel"));
    assertEquals("by a model", Files.readString(written));
    assertEquals(2, Files.readAllLines(temp.resolve("rows.csv")).size());
  }

  @Test
  void shouldRefuseItForProgramsToo() throws IOException {
    writeWriter();
    String id = ModelFolder.open(model.toString()).readGraph().id();
    ImageModelHandler<Integer> handler =
        new ImageModelHandler<>(
            ModelRef.of(model.toString()), id, ImageModelSettings.of("softmax", new Length()));
    ModelException e = assertThrows(ModelException.class, handler::load);
    assertTrue(e.getMessage().contains("node 'writes' (WriteFile)"), e.getMessage());
    assertFalse(Files.exists(written));
  }

  private record Length() implements VectorFunction<Integer> {
    @Override
    public Integer apply(float[] vector) {
      return vector.length;
    }

    @Override
    public String id() {
      return "length";
    }
  }

  @Test
  void shouldRefuseItForRetraining() throws IOException {
    GraphDef.Builder graph = TinyGraphs.imageNet(16, 9, 5).toBuilder();
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      if (node.getName().equals("pool_3")) {
        node.addInput("^reads");
      }
    }
    writeGraph(
        graph
            .addNode(NodeDefs.constBytes("name", ByteString.copyFromUtf8(written.toString())))
            .addNode(NodeDefs.node("reads", "ReadFile", "name")));
    for (String label : List.of("ant", "bee")) {
      Path folder = Files.createDirectories(temp.resolve("classes").resolve(label));
      for (int i = 0; i < 30; i++) {
        Files.write(folder.resolve(i + ".jpg"), Images.jpeg(20, 20, i));
      }
    }
    String said =
        run(
            ExitCode.MODEL_UNUSABLE,
            "retrain",
            "--model=" + model,
            "--images=" + temp.resolve("classes"),
            "--output=" + temp.resolve("retrained"));
    assertTrue(said.contains("node 'reads' (ReadFile) reads or writes files"), said);
  }

  @Test
  void shouldLookAtItWithoutRunningIt() throws IOException {
    writeWriter();
    String said = run(ExitCode.OK, "model", "inspect", model.toString());
    assertTrue(said.contains("unsafe: node 'writes' (WriteFile) reads or writes files"), said);
    assertTrue(said.contains("1 WriteFile"), said);
    assertTrue(said.contains("parameters     ?"), said);
    assertTrue(said.contains("multiply-adds  ? an image"), said);
    assertFalse(Files.exists(written));
  }

  /** In a process of its own: the loop goes on until that ends. */
  @Test
  void shouldEndWithAMessageWhereTheNetworkDoesNot() throws Exception {
    GraphDef.Builder graph =
        with(
            NodeDefs.constFloat("start", 1),
            NodeDefs.node("loop", "StatelessWhile", "start")
                .putAttr("T", types(DataType.DT_FLOAT))
                .putAttr("cond", function("for_ever"))
                .putAttr("body", function("same"))
                .build());
    graph
        .getLibraryBuilder()
        .addFunction(forEver())
        .addFunction(
            FunctionDef.newBuilder()
                .setSignature(signature("same", DataType.DT_FLOAT))
                .putRet("y", "x"));
    writeGraph(graph);
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dimagebeam.firstRunSeconds=2",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    child.command().addAll(List.of(classify()));
    child.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    Path log = temp.resolve("log");
    Process process = child.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), Files.readString(log));
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log);
    assertTrue(
        said.contains(
            "imagebeam: "
                + model.resolve(GRAPH)
                + ": the network has no answer for one image after 2 s"),
        said);
    assertEquals(ExitCode.MODEL_UNUSABLE.code(), process.exitValue(), said);
  }

  private static FunctionDef forEver() {
    TensorProto yes = TensorProto.newBuilder().setDtype(DataType.DT_BOOL).addBoolVal(true).build();
    return FunctionDef.newBuilder()
        .setSignature(signature("for_ever", DataType.DT_BOOL))
        .addNodeDef(
            NodeDefs.node("yes", "Const")
                .putAttr("dtype", NodeDefs.type(DataType.DT_BOOL))
                .putAttr("value", AttrValue.newBuilder().setTensor(yes).build()))
        .putRet("y", "yes:output:0")
        .build();
  }

  private static OpDef signature(String name, DataType output) {
    return OpDef.newBuilder()
        .setName(name)
        .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setType(DataType.DT_FLOAT))
        .addOutputArg(OpDef.ArgDef.newBuilder().setName("y").setType(output))
        .build();
  }

  private static AttrValue types(DataType type) {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(type)).build();
  }

  private static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }
}
