package org.imagebeam.graph.mapped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class MappedWeightsTest {
  private static final int CHANNELS = 32;
  private static final NodeDef IMAGE =
      Nodes.placeholder("image", DataType.DT_FLOAT, -1, 4, 4, CHANNELS);

  @TempDir Path temp;

  /** On each kind of processor that TensorFlow tells apart, if it has oneDNN. */
  @Test
  @EnabledOnOs(
      architectures = {"amd64", "x86_64"},
      value = OS.LINUX)
  void shouldRunAsTensorFlowRunsConstants() throws Exception {
    for (String instructions : List.of("DEFAULT", "AVX2", "AVX512_CORE")) {
      List<String> lines = trials(instructions);
      assertTrue(lines.size() > 30, lines.toString());
      int files = 0;
      for (String line : lines) {
        String[] cells = line.split("\t", -1);
        files += Integer.parseInt(cells[1]);
        boolean refused = !instructions.equals("DEFAULT") && cells[2].equals("refused");
        assertTrue(cells[2].equals("true") || refused, instructions + ": " + line);
        assertEquals("[]", cells[3], instructions + ": " + line);
      }
      assertTrue(files > lines.size(), files + " of " + lines);
      assertTrue(lines.get(lines.size() - 1).startsWith("int8\t"), lines.toString());
    }
  }

  private List<String> trials(String instructions) throws Exception {
    return ChildJvm.run(
            MappedTrials.class,
            Map.of("TF_ENABLE_ONEDNN_OPTS", "1", "ONEDNN_MAX_CPU_ISA", instructions),
            temp.resolve(instructions).toString())
        .lines()
        .toList();
  }

  private static NodeDef weights(String name, long inputs) {
    return new FloatTensor(
            List.of(1L, 1L, inputs, (long) CHANNELS),
            Layers.random(Math.toIntExact(inputs * CHANNELS)))
        .toConst(name);
  }

  private static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder().addNode(IMAGE).addAllNode(List.of(nodes)).build();
  }

  @Test
  void shouldKeepSmallConstants() {
    GraphDef graph =
        graph(
            weights("large", CHANNELS),
            weights("small", CHANNELS - 1),
            Layers.conv("Conv2D", "one", "image", "large").build(),
            Layers.conv("Conv2D", "other", "image", "small").build());
    MappedWeights mapped = MappedWeights.of(graph, MappedWeights.LEAST_BYTES);
    assertEquals(Set.of("weights-00000"), mapped.weights().keySet());
    assertEquals(ops(graph, "small", "other"), ops(mapped.graph(), "small", "other"));
    assertEquals(
        Set.of("large=ReadVariableOp", "one=_MklNativeConv2D"),
        ops(mapped.graph(), "large", "one"));
  }

  /** TensorFlow may write an op's result over its input, where nothing else reads that. */
  @Test
  void shouldKeepConstantsThatOtherOpsRead() {
    GraphDef graph =
        graph(
            weights("shared", CHANNELS),
            weights("added", CHANNELS),
            Layers.conv("Conv2D", "conv", "image", "shared").build(),
            Layers.op("sum", "AddV2", "shared", "added"));
    MappedWeights mapped = MappedWeights.of(graph, MappedWeights.LEAST_BYTES);
    assertEquals(Map.of(), mapped.weights());
    assertEquals(graph.getNodeList(), mapped.graph().getNodeList().subList(0, 5));
  }

  @Test
  void shouldFindNamesThatAreFree() {
    GraphDef graph =
        graph(
            weights("large", CHANNELS),
            Layers.conv("Conv2D", "large/file", "image", "large").build(),
            Layers.op("load_weights", "Relu", "large/file"));
    MappedWeights mapped = MappedWeights.of(graph, MappedWeights.LEAST_BYTES);
    Set<String> names = new TreeSet<>();
    mapped.graph().getNodeList().forEach(node -> assertTrue(names.add(node.getName())));
    assertEquals("load_weights_1", mapped.initializer());
    ByteString content = graph.getNode(1).getAttrOrThrow("value").getTensor().getTensorContent();
    assertEquals(Map.of("weights-00000", content), mapped.weights());
  }

  private static Set<String> ops(GraphDef graph, String... names) {
    Set<String> ops = new TreeSet<>();
    graph.getNodeList().stream()
        .filter(node -> List.of(names).contains(node.getName()))
        .forEach(node -> ops.add(node.getName() + "=" + node.getOp()));
    return ops;
  }
}
