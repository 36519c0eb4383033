package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.GivenGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** Models that can't be inspected, and wrong arguments. */
class InspectCommandRefusalsTest extends InspectCommandFixture {
  @Test
  void shouldNotTakeAnEmptyGraphForAnArchive() throws IOException {
    for (String name : List.of("empty.pb", "empty.pbtxt")) {
      Path file = Files.createFile(temp.resolve(name));
      err.getBuffer().setLength(0);
      assertEquals(
          ExitCode.MODEL_UNUSABLE.code(),
          run("model", "inspect", file.toString(), "--modelCache=" + temp));
      assertEquals(
          "imagebeam: " + file + " has no nodes: it is empty, or no GraphDef\n", err.toString());
    }
  }

  @Test
  void shouldReportAModelThatIsNotThere() {
    assertFails(
        ExitCode.MODEL_NOT_FOUND,
        "there is no model folder '" + temp + "/none': a model is a folder that holds",
        "model",
        "inspect",
        temp + "/none");
  }

  @Test
  void shouldReportAModelThatCannotBeUsed() throws IOException {
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"output\": \"logits\"}");
    assertFails(
        ExitCode.MODEL_UNUSABLE,
        model + "/" + ModelFolder.GRAPH + ": the graph has no node 'logits'",
        "model",
        "inspect",
        model.toString());
    Files.writeString(model.resolve(ModelFolder.GRAPH), "garbage");
    assertFails(
        ExitCode.MODEL_UNUSABLE, "is no frozen GraphDef", "model", "inspect", model.toString());
  }

  @Test
  void shouldSayHowToStateASizeThatIsNotKnown() throws IOException {
    GraphDef network = GivenGraphs.placeholder(DataType.DT_FLOAT, -1, -1, -1, 3).network().graph();
    Path file = Files.write(temp.resolve("any.pb"), network.toByteArray());
    assertFails(
        ExitCode.MODEL_UNUSABLE,
        "state the images' height and width (--size=HxW does so)",
        "model",
        "inspect",
        file.toString(),
        "--modelCache=" + temp);
  }

  @Test
  void shouldReportALogdirThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertFails(
        ExitCode.OUTPUT,
        file + " is a file where a folder is needed",
        "model",
        "inspect",
        model.toString(),
        "--logdir=" + file);
    assertEquals("", out.toString());
  }

  @Test
  void shouldAskForWhatIsMissing() {
    assertFails(ExitCode.USAGE, "Missing required parameter: 'MODEL'", "model", "inspect");
    assertFails(ExitCode.USAGE, "which command? (imagebeam model --help", "model");
    assertFails(
        ExitCode.USAGE, "unknown argument 'inspct': did you mean", "model", "inspct", "embedded");
    assertFails(ExitCode.USAGE, "unknown option '--jsn'", "model", "inspect", "embedded", "--jsn");
  }
}
