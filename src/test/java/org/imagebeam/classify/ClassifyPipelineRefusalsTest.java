package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.pipeline.InputException;
import org.junit.jupiter.api.Test;

/** What stops a run, and which files it leaves. */
class ClassifyPipelineRefusalsTest extends ClassifyPipelineFixture {
  @Test
  void shouldWriteNothingByAnotherGraphThanTheModelStates() throws IOException {
    addImages(0, 3);
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"sha256\": \"" + "0".repeat(64) + "\"}");
    ModelException e = assertThrows(ModelException.class, () -> run(options()));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertTrue(e.getMessage().contains("the graph is damaged, or is another one"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
  }

  @Test
  void shouldLeaveNothingWhereNothingMatches() throws IOException {
    ClassifyOptions options = options();
    options.setInput(photos + "/*.jpg");
    InputException e = assertThrows(InputException.class, () -> run(options));
    assertTrue(e.getMessage().startsWith("nothing matches '" + photos + "/*.jpg'"));
    assertEquals(List.of(), names(temp.resolve("out")));
  }

  @Test
  void shouldRefuseAnOutputThatCannotBeWritten() throws IOException {
    addImages(0, 1);
    Files.writeString(temp.resolve("file"), "");
    ClassifyOptions options = options();
    options.setOutput(temp + "/file/x.csv");
    IOException e = assertThrows(OutputException.class, () -> run(options));
    assertTrue(e.getMessage().contains(temp + "/file"), e.getMessage());
  }

  @Test
  void shouldReportAModelThatVanishesUnderTheRunningPipeline() throws IOException {
    addImages(0, 1);
    ClassifyPipeline pipeline = ClassifyPipeline.create(options());
    Files.delete(model.resolve("classify_image_graph_def.pb"));
    ModelException e = assertThrows(ModelException.class, pipeline::run);
    assertEquals(ModelException.Kind.NOT_FOUND, e.kind());
    assertEquals(List.of(), names(temp.resolve("out")), "there is nothing to go on from");
  }

  @Test
  void shouldRefuseImpossibleOptions() {
    for (String[] wrong :
        new String[][] {
          {"--topK=0", "topK must be at least 1"},
          {"--batchSize=-1", "batchSize must be at least 0"},
          {"--maxPixels=0", "maxPixels must be at least 1"},
          {"--maxImageBytes=0", "maxImageBytes must be at least 1"},
          {"--exif=rotate", "exif must be apply or ignore, not 'rotate'"},
          {"--decode=quick", "decode must be exact or fast, not 'quick'"},
          {"--input=", "input needs a value"}
        }) {
      ClassifyOptions options =
          PipelineOptionsFactory.fromArgs(
                  wrong[0].startsWith("--input") ? "--topK=1" : "--input=x", "--output=y", wrong[0])
              .as(ClassifyOptions.class);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> ClassifyPipeline.create(options));
      assertTrue(e.getMessage().startsWith(wrong[1]), e.getMessage());
    }
  }
}
