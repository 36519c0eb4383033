package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imagebeam.checkpoint.bundle.CheckpointTensor;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.testing.PythonTensorFlow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * What Python saves we read, freeze, average and rename; what we write Python reads: to the bit.
 */
class CheckpointReaderInteropTest {
  private static final Splitter TAB = Splitter.on('\t');
  private static final List<String> MODELS = List.of("ref", "resource");

  @TempDir private static Path folder;

  /** By case, of each tensor: dtype, shape, bytes in hex. */
  private static Map<String, Map<String, String>> written;

  private static Map<String, Map<String, String>> read;
  private static int compared;

  @BeforeAll
  static void runPython() throws IOException, InterruptedException {
    PythonTensorFlow.run("checkpoint_interop.py", folder, Path.of("write"));
    written = lines("written.txt");
    Files.createDirectory(folder.resolve("java"));
    for (String model : MODELS) {
      try (CheckpointReader reader = CheckpointReader.open(python(model))) {
        CheckpointRewrite.average(reader, java("averaged-" + model));
        CheckpointRewrite.rename(
            reader, Map.of("W", "new/W", "b", "new/b"), java("renamed-" + model));
        Files.write(folder.resolve("java/" + model + ".pb"), freeze(model, reader).toByteArray());
      }
    }
    PythonTensorFlow.run("checkpoint_interop.py", folder, Path.of("read"));
    read = lines("read.txt");
  }

  @AfterAll
  static void report() {
    System.out.printf("checkpoints to and from Python: %d tensors compared%n", compared);
  }

  private static Map<String, Map<String, String>> lines(String file) throws IOException {
    Map<String, Map<String, String>> cases = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      List<String> cells = TAB.splitToList(line);
      cases
          .computeIfAbsent(cells.get(0), name -> new TreeMap<>())
          .put(cells.get(1), String.join(" ", cells.subList(2, 5)));
    }
    return cases;
  }

  private static String python(String name) {
    return folder.resolve("python").resolve(name).toString();
  }

  private static String java(String name) {
    return folder.resolve("java").resolve(name).toString();
  }

  private static GraphDef freeze(String model, CheckpointReader reader) throws IOException {
    GraphDef graph = MetaGraph.read(python(model) + ".meta").getGraphDef();
    return FrozenGraphs.freeze(graph, reader, List.of("scores"));
  }

  private static void assertSame(Map<String, String> expected, Map<String, String> actual) {
    assertEquals(expected, actual);
    compared += expected.size();
  }

  private static Map<String, String> without(Map<String, String> tensors, String name) {
    Map<String, String> others = new TreeMap<>(tensors);
    others.remove(name);
    return others;
  }

  @ParameterizedTest
  @CsvSource({"ref, ref", "resource, resource", "sharded, sharded", "objects, objects-1"})
  void shouldReadWhatPythonSaved(String name, String file) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (CheckpointReader reader = CheckpointReader.open(python(file))) {
      for (TensorInfo tensor : reader.tensors()) {
        found.put(tensor.name(), describe(reader.read(tensor.name())));
      }
      assertEquals(Optional.empty(), reader.verify());
    }
    assertSame(without(written.get(name), "scores"), found);
  }

  @Test
  void shouldSeeThatPythonPartitionsAndShards() throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(python("sharded"))) {
      assertEquals(
          new TensorInfo("parts", DataType.DT_FLOAT, List.of(7L, 5L), 140, 3),
          reader.info("parts"));
    }
    assertTrue(Files.exists(Path.of(python("sharded.data-00001-of-00002"))));
  }

  private static String describe(CheckpointTensor tensor) {
    HexFormat hex = HexFormat.of();
    String shape =
        tensor.info().shape().stream().map(String::valueOf).collect(Collectors.joining(","));
    String content =
        tensor.info().dtype() == DataType.DT_STRING
            ? tensor.strings().stream()
                .map(string -> hex.formatHex(string.toByteArray()))
                .collect(Collectors.joining(","))
            : hex.formatHex(tensor.bytes().toByteArray());
    return tensor.info().dtypeName() + " " + shape + " " + content;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ref", "resource"})
  void shouldAverageForPython(String model) {
    Map<String, String> expected = new TreeMap<>(written.get(model));
    expected.remove("scores");
    for (String name : List.of("W", "b")) {
      expected.put(name, expected.remove(name + CheckpointRewrite.AVERAGE));
    }
    Map<String, String> found = read.get("averaged-" + model);
    assertTrue(found.containsKey("scores"));
    assertSame(expected, without(found, "scores"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ref", "resource"})
  void shouldRenameForPython(String model) {
    Map<String, String> expected = new TreeMap<>(written.get(model));
    for (String name : List.of("W", "b")) {
      expected.put("new/" + name, expected.remove(name));
    }
    // Scores too, of variables that a Saver restored by the new names.
    assertSame(expected, read.get("renamed-" + model));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ref", "resource"})
  void shouldFreezeForPython(String model) {
    assertScores(written.get(model).get("scores"), read.get(model + ".pb").get("scores"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ref", "resource"})
  void shouldRunWhatPythonFroze(String model) throws IOException {
    GraphDef theirs = GraphDef.parseFrom(Files.readAllBytes(Path.of(python(model) + ".pb")));
    assertScores(written.get(model).get("scores"), scores(theirs));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ref", "resource"})
  void shouldFreezeAsPythonDoes(String model) throws IOException {
    GraphDef theirs = GraphDef.parseFrom(Files.readAllBytes(Path.of(python(model) + ".pb")));
    try (CheckpointReader reader = CheckpointReader.open(python(model))) {
      assertEquals(nodes(theirs), nodes(freeze(model, reader)));
    }
  }

  /** With oneDNN, a product and a sum are one op where their operands are constants. */
  private static void assertScores(String expected, String actual) {
    float[] wanted = floats(expected);
    float[] given = floats(actual);
    assertEquals(wanted.length, given.length);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], given[i], 1e-6f * Math.abs(wanted[i]), expected + " and " + actual);
    }
  }

  private static float[] floats(String tensor) {
    String hex = tensor.substring(tensor.lastIndexOf(' ') + 1);
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static Map<String, String> nodes(GraphDef graph) {
    Map<String, String> nodes = new LinkedHashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      nodes.put(node.getName(), node.getOp() + node.getInputList());
    }
    return nodes;
  }

  private static String scores(GraphDef graphDef) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(graphDef);
      try (Session session = new Session(graph);
          TFloat32 x =
              TFloat32.tensorOf(Shape.of(2, 3), DataBuffers.of(1, 2, 3, -.5f, 1e-8f, 7e3f));
          Result result = session.runner().feed("x", x).fetch("scores").run()) {
        ByteString bytes = SessionValues.proto(result.get(0)).getTensorContent();
        return "float32 2,2 " + HexFormat.of().formatHex(bytes.toByteArray());
      }
    }
  }
}
