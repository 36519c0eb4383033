package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.ModelException;
import org.imagebeam.pipeline.InputException;
import org.junit.jupiter.api.Test;

/** Images, models and outputs that a retraining refuses. */
class RetrainPipelineRefusalsTest extends RetrainPipelineFixture {
  @Test
  void shouldRefuseAnOutputAmongTheImages() {
    IllegalArgumentException inside =
        assertThrows(IllegalArgumentException.class, () -> run("pictures/new"));
    assertEquals(
        "--output='"
            + temp
            + "/pictures/new' lies in --images='"
            + temp
            + "/pictures', where each folder is a class: name one outside",
        inside.getMessage());
    IllegalArgumentException model =
        assertThrows(IllegalArgumentException.class, () -> run("model"));
    assertEquals(
        "--output='" + temp + "/model' is the --model that is retrained: name another folder",
        model.getMessage());
  }

  @Test
  void shouldFindOutAtTheStartWhatCannotBeWritten() throws IOException {
    Path inside = Files.createDirectories(temp.resolve("out/report.html/inside"));
    OutputException e = assertThrows(OutputException.class, () -> run("out"));
    assertTrue(e.getMessage().contains(inside.getParent() + ": it is a folder"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out/bottlenecks")));
  }

  @Test
  void shouldRefuseAnOutputThatALinkLeadsInto() throws IOException {
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("pictures"));
    Files.createDirectory(temp.resolve("pictures/new"));
    assertThrows(InvalidValueException.class, () -> run("link/new"));
  }

  @Test
  void shouldRefuseAModelWithoutABottleneck() throws IOException {
    Files.writeString(temp.resolve("model/model.json"), "{\"bottleneck\": \"neck\"}");
    ModelException e = assertThrows(ModelException.class, () -> run("out"));
    assertTrue(e.getMessage().contains("has no bottleneck, the node 'neck'"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
  }

  @Test
  void shouldRefuseALayerThatIsNotThere() {
    ModelException e = assertThrows(ModelException.class, () -> run("out", "--fineTune=mixed_99"));
    assertTrue(e.getMessage().contains("mixed_99"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
  }

  @Test
  void shouldRefuseOneClass() throws IOException {
    Path one = Files.createDirectories(temp.resolve("one"));
    Files.createSymbolicLink(one.resolve("red"), temp.resolve("pictures/red"));
    InputException e = assertThrows(InputException.class, () -> run("out", "--images=" + one));
    assertTrue(e.getMessage().contains("has one class only, 'red'"), e.getMessage());
  }

  @Test
  void shouldRefuseTooFewReadableImages() throws IOException {
    for (int i = 0; i < 11; i++) {
      Files.writeString(temp.resolve("pictures/red/2-" + i + ".png"), "no image");
    }
    InputException e = assertThrows(InputException.class, () -> run("out"));
    assertTrue(e.getMessage().contains("'red' has 19 (and 11 that can't be used)"), e.getMessage());
    assertEquals(12, Files.readAllLines(temp.resolve("out/failures.csv")).size());
  }
}
