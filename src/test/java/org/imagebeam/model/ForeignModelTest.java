package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.imagebeam.foreign.ForeignFormat;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ForeignModelTest {
  private static final byte[] HDF5 = HexFormat.of().parseHex("894844460d0a1a0a");

  @TempDir private Path folder;

  private String refusal(Path given) {
    ModelRef model = new ModelRef(given.toString(), folder + "/cache");
    ModelException e = assertThrows(ModelException.class, model::open);
    assertEquals(ModelException.Kind.UNUSABLE, e.kind(), e.getMessage());
    return e.getMessage();
  }

  private static void assertHas(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), part + " in: " + message);
    }
  }

  @Test
  void shouldSayHowToExportAKerasFile() throws IOException {
    Path file = Files.write(folder.resolve("net.h5"), HDF5);
    String message = refusal(file);
    assertHas(
        message,
        "'" + file + "' is an HDF5 file, as Keras saves models and weights, and no model folder: ",
        "tf.keras.models.load_model('"
            + file
            + "', compile=False).export('SAVED')\" (for a file of Keras 2, install tf_keras and put"
            + " TF_USE_LEGACY_KERAS=1 in front of python); then import SAVED as a model folder, and name that");
  }

  @ParameterizedTest
  @CsvSource({
    "x.onnx, onnx2tf -i '",
    "x.tflite, it can't be made a graph again",
    "x.pth, torch.onnx.export(",
    "x.safetensors, it holds weights without a network",
    "x.npz, it holds weights without a network",
    "x.ckpt, import it as a model folder"
  })
  void shouldSayWhatToDoWithOtherFiles(String name, String advice) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "not what its name says");
    assertHas(refusal(file), "'" + file + "' is a", " and no model folder: ", advice);
  }

  @ParameterizedTest
  @EnumSource(ForeignFormat.class)
  void shouldEndWithWhatToName(ForeignFormat format) {
    String advice = ForeignModel.advice(format, "x");
    assertTrue(
        advice.matches(
            ".*\\b(name that|import that|import the checkpoint .*|name MODEL\\.\\w+ for what .*|name the"
                + " folder .*)"),
        advice);
  }

  @Test
  void shouldSayWhatAFolderHoldsInstead() throws IOException {
    Files.writeString(folder.resolve("readme.txt"), "words");
    Files.write(folder.resolve("frozen.pb"), TinyGraphs.imageNet(16, 5, 1).toByteArray());
    assertHas(
        refusal(folder),
        "the model folder '" + folder + "' has no classify_image_graph_def.pb; ",
        "'"
            + folder
            + "/frozen.pb' is a GraphDef and no model folder: import it as a model folder");
  }

  @Test
  void shouldTellATensorFlowJsModelFromAModelJson() throws IOException {
    Path spec = folder.resolve("model.json");
    Files.writeString(spec, "{\"format\": \"layers-model\", \"modelTopology\": {}}");
    assertHas(
        refusal(folder),
        "model.json' is a layers model of TensorFlow.js",
        "--output_format=keras_saved_model '"
            + spec
            + "' SAVED; then import SAVED as a model folder");
    Files.writeString(spec, "{\"input\": \"x\"}");
    ModelException e =
        assertThrows(ModelException.class, () -> ModelFolder.open(folder.toString()));
    assertEquals(ModelException.Kind.NOT_FOUND, e.kind());
  }

  @Test
  void shouldKnowACheckpointByItsPrefix() throws IOException {
    Files.writeString(folder.resolve("net.ckpt-7.index"), "an index");
    assertHas(
        refusal(folder.resolve("net.ckpt-7")),
        "' is a checkpoint and no model folder: import it as a model folder, and name that");
  }

  @Test
  void shouldPutNoPathIntoQuotesThatEndsThem() throws IOException {
    Path file = Files.write(folder.resolve("o'net$(x).h5"), HDF5);
    assertHas(refusal(file), "load_model('FILE', compile");
    byte[] hdf5 = Files.readAllBytes(file);
    assertEquals(Optional.empty(), ForeignModel.ofGraph(new byte[] {10}, "x"));
    assertHas(ForeignModel.ofGraph(hdf5, "https://host/x.h5").orElseThrow(), "load_model('FILE'");
    assertEquals(
        Optional.empty(),
        ForeignModel.ofGraph("words".getBytes(StandardCharsets.UTF_8), "any name"));
  }
}
