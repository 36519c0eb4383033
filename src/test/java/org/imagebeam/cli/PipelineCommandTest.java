package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.imagemodel.InferenceOptions;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

class PipelineCommandTest {
  @TempDir private Path temp;

  /** Stands for those whose workers are other machines. */
  private static final class Elsewhere extends PipelineRunner<PipelineResult> {
    @Override
    public PipelineResult run(Pipeline pipeline) {
      throw new UnsupportedOperationException();
    }
  }

  private String notices(String model, Class<? extends PipelineRunner<?>> runner)
      throws IOException {
    InferenceOptions options = PipelineOptionsFactory.create().as(InferenceOptions.class);
    options.setModelCache(temp.resolve("cache").toString());
    options.setPreprocessing(model.equals("embedded") ? "" : "unit");
    options.setRunner(runner);
    StringWriter err = new StringWriter();
    PipelineCommand.imported(model, options, new PrintWriter(err));
    return err.toString();
  }

  @Test
  void shouldWarnOfAnImportThatOtherMachinesCannotRead() throws IOException {
    Path graph =
        Files.write(
            temp.resolve("net.pb"),
            GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3)
                .network()
                .graph()
                .toByteArray());
    String elsewhere = notices(graph.toString(), Elsewhere.class);
    assertTrue(
        elsewhere.contains(
            " is on this machine, and workers on other machines can't read it: run 'imagebeam model"
                + " import "
                + graph
                + " --output=gs://…', and name that as --model"),
        elsewhere);
    assertFalse(notices(graph.toString(), DirectRunner.class).contains("other machines"));
    assertEquals("", notices("embedded", Elsewhere.class));
  }

  @Test
  void shouldTakeTheSignatureThatIsNamed() throws IOException {
    Path folder = TwoHeads.writeSavedModel(temp.resolve("saved"));
    InferenceOptions options = PipelineOptionsFactory.create().as(InferenceOptions.class);
    options.setModelCache(temp.resolve("cache").toString());
    options.setPreprocessing("unit");
    for (String output : List.of("colour", "out")) {
      options.setSignature("gives_" + output);
      String imported =
          PipelineCommand.imported(folder.toString(), options, new PrintWriter(new StringWriter()));
      assertEquals(output, ModelFolder.open(imported).spec().output());
    }
  }
}
