package org.imagebeam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.local.ExitCode;
import org.junit.jupiter.api.Test;

/** Models that {@code classify} can't use. */
class ImagebeamCommandModelsTest extends ImagebeamCommandFixture {
  @Test
  void shouldReportAMissingModel() {
    assertFails(
        ExitCode.MODEL_NOT_FOUND,
        "there is no model folder '" + temp + "/none': a model is a folder that holds",
        args("--model=" + temp + "/none"));
    assertFails(
        ExitCode.MODEL_NOT_FOUND,
        "the model folder '" + photos + "' has no classify_image_graph_def.pb",
        args("--model=" + photos));
  }

  @Test
  void shouldReportAGraphThatCannotBeUsed() throws IOException {
    Files.writeString(model.resolve("model.json"), "{\"output\": \"logits\"}");
    assertFails(ExitCode.MODEL_UNUSABLE, "the graph has no node 'logits'", args());
    Files.writeString(model.resolve("model.json"), "{\"input\": \"nothing\"}");
    assertFails(ExitCode.MODEL_UNUSABLE, "the graph has no node 'nothing'", args());
    Files.delete(model.resolve("model.json"));
    Files.writeString(model.resolve("classify_image_graph_def.pb"), "garbage");
    assertFails(
        ExitCode.MODEL_UNUSABLE, "classify_image_graph_def.pb is no frozen GraphDef", args());
  }

  @Test
  void shouldReportLabelsThatDoNotParse() throws IOException {
    Path labels = model.resolve("imagenet_2012_challenge_label_map_proto.pbtxt");
    Files.writeString(labels, "entry {\n oops\n}");
    assertFails(ExitCode.LABELS_UNUSABLE, labels + ":", args());
    Files.delete(labels);
    assertFails(ExitCode.LABELS_UNUSABLE, labels + ": there is no such file", args());
  }
}
