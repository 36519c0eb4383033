package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Models with several outputs. */
class InspectCommandHeadsTest extends InspectCommandFixture {
  @Test
  void shouldShowAllOutputsThatCouldBeMeant() throws IOException {
    Path file = Files.write(temp.resolve("two.pb"), TwoHeads.graph().toByteArray());
    assertEquals(
        0, run("model", "inspect", file.toString(), "--modelCache=" + temp), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.contains("output         colour (Softmax) 1x3"), out.toString());
    assertTrue(lines.contains("head           output_2: out (Identity) 1x5"), out.toString());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("colour/logits ")), out.toString());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("logits ")), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("model", "inspect", file.toString(), "--modelCache=" + temp, "--json"));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                {"output_2": {"name": "out", "op": "Identity", "shape": [1, 5], "of_image": true}}
                """),
        json.get("heads"));
  }

  @Test
  void shouldShowAHeadThatDoesNotDependOnTheImage() throws IOException {
    GraphDef graph =
        TwoHeads.graph().toBuilder()
            .addNode(NodeDefs.constFloats("sizes", List.of(1, 4), 1, 2, 3, 4))
            .build();
    Files.write(model.resolve(ModelFolder.GRAPH), graph.toByteArray());
    Files.writeString(
        model.resolve(ModelFolder.SPEC),
        """
        {"input": "input", "output": "out", "bottleneck": "mean", "heads": {"sizes": "sizes"}}
        """);
    assertEquals(0, run("model", "inspect", model.toString()), err.toString());
    assertTrue(
        out.toString()
            .lines()
            .toList()
            .contains("head           sizes: sizes (Const) 1x4, doesn't depend on the image"),
        out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("model", "inspect", model.toString(), "--json"), err.toString());
    JsonNode head = new ObjectMapper().readTree(out.toString()).get("heads").get("sizes");
    assertFalse(head.get("of_image").asBoolean(), out.toString());
  }

  @Test
  void shouldShowOutputsOfASourceThatDoNotDependOnTheImage() throws IOException {
    GraphDef graph =
        TwoHeads.graph().toBuilder()
            .addNode(NodeDefs.constFloats("sizes", List.of(1, 4), 1, 2, 3, 4))
            .addNode(NodeDefs.floatNode("a/sizes", "Identity", "sizes"))
            .build();
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setGraphDef(graph);
    meta.getMetaInfoDefBuilder().addTags("serve");
    meta.putSignatureDef(
        "serving_default",
        SignatureDef.newBuilder()
            .putInputs("image", TensorInfo.newBuilder().setName("input:0").build())
            .putOutputs("a", TensorInfo.newBuilder().setName("a/sizes:0").build())
            .putOutputs("b", TensorInfo.newBuilder().setName("colour:0").build())
            .putOutputs("c", TensorInfo.newBuilder().setName("out:0").build())
            .build());
    Path folder = Files.createDirectory(temp.resolve("saved"));
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(meta).build().toByteArray());
    assertEquals(
        0, run("model", "inspect", folder.toString(), "--modelCache=" + temp), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.contains("output         colour (Softmax) 1x3"), out.toString());
    assertTrue(lines.contains("head           output_2: out (Identity) 1x5"), out.toString());
    assertTrue(
        lines.contains(
            "head           output_3: a/sizes (Identity) 1x4, doesn't depend on the image"),
        out.toString());
    assertTrue(
        err.toString().contains("output_3: a/sizes, which doesn't depend on the image"),
        err.toString());
  }
}
