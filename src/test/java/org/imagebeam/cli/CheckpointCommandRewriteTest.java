package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.SavedModel;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Commands that write another checkpoint or a graph. */
class CheckpointCommandRewriteTest extends CheckpointCommandFixture {
  @Test
  void shouldFreeze() throws IOException {
    Path frozen = folder.resolve("deep/frozen.pb");
    assertEquals(
        0,
        run("checkpoint", "freeze", run.toString(), "--output=" + frozen, "--outputs=scores, W"),
        err.toString());
    GraphDef graph = GraphDef.parseFrom(Files.readAllBytes(frozen));
    assertEquals(
        List.of("x", "W", "W/read", "b", "b/read", "product", "scores"),
        graph.getNodeList().stream().map(NodeDef::getName).toList());
    assertTrue(out.toString().matches(frozen + ": 7 of \\d+ nodes, \\d+ bytes\\R"), out.toString());
    float[] expected = {200 - 200, 201 - 201};
    assertEquals(expected[0], SavedModel.scores(graph, 1, 0)[0]);
    assertEquals(203 - 201f, SavedModel.scores(graph, 0, 1)[1]);
    assertFails(
        ExitCode.CHECKPOINT_UNFIT,
        "model.ckpt-200: the graph has no node 'softmax'",
        "freeze",
        run.toString(),
        "--output=" + frozen,
        "--outputs=softmax");
    Files.move(run.resolve("model.ckpt-200.meta"), folder.resolve("graph.meta"));
    assertFails(
        ExitCode.CHECKPOINT_NOT_FOUND,
        "there is no file "
            + path("model.ckpt-200.meta")
            + " with the checkpoint's graph: give one with --meta=FILE.meta",
        "freeze",
        run.toString(),
        "--output=" + frozen,
        "--outputs=scores");
    String[] withMeta = {
      "checkpoint",
      "freeze",
      path("model.ckpt-100"),
      "--output=" + frozen,
      "--outputs=scores",
      "--meta=" + folder.resolve("graph.meta")
    };
    assertEquals(0, run(withMeta), err.toString());
    assertEquals(
        103 - 101f, SavedModel.scores(GraphDef.parseFrom(Files.readAllBytes(frozen)), 0, 1)[1]);
  }

  @Test
  void shouldAverage() throws IOException {
    String output = folder.resolve("averaged").toString();
    assertEquals(
        0, run("checkpoint", "average", run.toString(), "--output=" + output), err.toString());
    assertEquals(output + ": 2 variables averaged", out.toString().strip());
    JsonNode json = json("checkpoint", "show", output, "W", "--json");
    assertEquals(0.5, json.get("values").get(0).asDouble());
    assertEquals(2, json("checkpoint", "show", output, "--json").get("tensors").size());
    assertEquals(
        0,
        run("checkpoint", "freeze", output, "--outputs=scores", "--output=" + output + ".pb"),
        err.toString());
    assertFails(
        ExitCode.CHECKPOINT_UNFIT,
        output + " has no moving averages",
        "average",
        output,
        "--output=" + output + "2");
    assertFails(
        ExitCode.USAGE,
        "is the checkpoint that is read",
        "average",
        path("model.ckpt-200"),
        "--output=" + path("model.ckpt-200"));
  }

  @Test
  void shouldRename() throws IOException {
    String output = folder.resolve("renamed").toString();
    assertEquals(
        0,
        run("checkpoint", "rename", run.toString(), "--output=" + output, "W=v/W", "b=v/b"),
        err.toString());
    assertEquals(output + ": 2 tensors renamed", out.toString().strip());
    JsonNode tensors = json("checkpoint", "show", output, "--json").get("tensors");
    assertEquals("v/W", tensors.get(2).get("name").asText());
    assertEquals(0, run("checkpoint", "verify", output), err.toString());
    assertFalse(Files.exists(Path.of(output + ".meta")));
    for (String pair : List.of("W", "=v", "W=")) {
      assertFails(
          ExitCode.USAGE, "is not of the form OLD=NEW", "rename", output, "--output=x", pair);
    }
    assertFails(
        ExitCode.USAGE,
        "'v/W=y' renames a tensor once more",
        "rename",
        output,
        "--output=x",
        "v/W=x",
        "v/W=y");
    assertFails(
        ExitCode.CHECKPOINT_NOT_FOUND, "has no tensor 'q'", "rename", output, "--output=x", "q=r");
  }
}
