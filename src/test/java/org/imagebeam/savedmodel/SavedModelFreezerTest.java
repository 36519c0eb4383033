package org.imagebeam.savedmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.model.ModelException;
import org.imagebeam.testing.ImageRun;
import org.imagebeam.testing.PythonTensorFlow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.NodeDef;

/** SavedModels that TensorFlow and Keras for Python made, held to what they answer there. */
class SavedModelFreezerTest {
  private static final Set<String> GONE =
      Set.of(
          "VarHandleOp",
          "VariableV2",
          "ReadVariableOp",
          "PartitionedCall",
          "StatefulPartitionedCall");

  @TempDir private static Path folder;

  @BeforeAll
  static void makeModels() throws IOException, InterruptedException {
    PythonTensorFlow.run("saved_models.py", folder);
  }

  private static FrozenSavedModel freeze(String kind) throws IOException {
    return SavedModelFreezer.freeze(folder.resolve(kind).toString(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "keras, 16, image, output_0",
    "saved, 16, inputs, output_0",
    "loop, 16, image, output_0",
    "module, 8, image, features",
    "module, 8, image, scores",
    "constant, 8, image, mean",
    "session, 8, in, out",
    "text, 8, in, out"
  })
  void shouldAnswerAsPythonDoes(String kind, int size, String input, String output)
      throws IOException {
    FrozenSavedModel model = freeze(kind);
    float[] expected = expected(kind, output);
    float[] actual =
        ImageRun.of(
            model.graph(),
            model.inputs().get(input).toString(),
            ImageRun.pixels(2, size),
            size,
            model.outputs().get(output).toString());
    assertArrayEquals(expected, actual, 1e-6f);
  }

  @ParameterizedTest
  @CsvSource({"keras", "module", "constant", "session", "text"})
  void shouldLeaveNoVariableAndNoCall(String kind) throws IOException {
    FrozenSavedModel model = freeze(kind);
    Set<String> ops = new HashSet<>();
    model.graph().getNodeList().forEach(node -> ops.add(node.getOp()));
    ops.retainAll(GONE);
    assertEquals(Set.of(), ops);
  }

  @Test
  void shouldNameNodesAsTheNetworkDoes() throws IOException {
    FrozenSavedModel model = freeze("keras");
    List<String> names = model.graph().getNodeList().stream().map(NodeDef::getName).toList();
    assertTrue(names.contains("network_1/dense_1/Softmax"), names.toString());
    assertFalse(
        names.stream().anyMatch(name -> name.startsWith("StatefulPartitionedCall/network")),
        names.toString());
  }

  @Test
  void shouldTakeTheOnlySignature() throws IOException {
    assertEquals("predict", freeze("module").signature());
  }

  @Test
  void shouldNameTheSignaturesThatThereAre() {
    String keras = folder.resolve("keras").toString();
    ModelException e =
        assertThrows(
            ModelException.class, () -> SavedModelFreezer.freeze(keras, Optional.of("predict")));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertEquals(
        "the SavedModel '"
            + keras
            + "' has no signature 'predict'; name one of serve, serving_default",
        e.getMessage());
  }

  @Test
  void shouldSayThatAFolderIsNoSavedModel() {
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> SavedModelFreezer.freeze(folder.toString(), Optional.empty()));
    assertEquals(ModelException.Kind.NOT_FOUND, e.kind());
    assertEquals(
        "'" + folder + "' is no SavedModel: it has no file saved_model.pb", e.getMessage());
  }

  @Test
  void shouldRefuseALookupTableByItsName() {
    ModelException e = assertThrows(ModelException.class, () -> freeze("table"));
    assertTrue(e.getMessage().contains("lookup table"), e.getMessage());
    assertTrue(e.getMessage().contains("hash_table"), e.getMessage());
  }

  private static float[] expected(String kind, String output) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("answers.txt"))) {
      List<String> cells = Splitter.on('\t').splitToList(line);
      if (cells.get(0).equals(kind) && cells.get(2).equals(output)) {
        ByteBuffer bytes = ByteBuffer.wrap(BaseEncoding.base16().lowerCase().decode(cells.get(3)));
        float[] values = new float[bytes.capacity() / Float.BYTES];
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
      }
    }
    throw new IOException("answers.txt has nothing of " + kind + ", " + output);
  }
}
