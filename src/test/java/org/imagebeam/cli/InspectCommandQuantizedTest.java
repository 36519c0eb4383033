package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.quantize.QuantizationRecord;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandQuantizedTest extends CommandFixture {
  @TempDir Path temp;
  private Path int8;
  private Path record;

  @BeforeEach
  void quantize() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    Path images = Files.createDirectory(temp.resolve("images"));
    for (int i = 0; i < 16; i++) {
      Files.write(images.resolve(i + ".jpg"), Images.jpeg(80, 60, i));
    }
    int8 = temp.resolve("int8");
    record = int8.resolve(QuantizationRecord.FILE);
    assertEquals(
        ExitCode.OK.code(),
        run("model", "quantize", model.toString(), "--calibrate=" + images, "--output=" + int8),
        err.toString());
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
  }

  private String inspect(String... more) {
    String[] args = new String[3 + more.length];
    args[0] = "model";
    args[1] = "inspect";
    args[2] = int8.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    assertEquals(ExitCode.OK.code(), run(args), err.toString());
    return out.toString();
  }

  @Test
  void shouldShowBitsRangesAndErrorOfEachLayer() {
    String text = inspect();
    assertTrue(text.contains("quantization   1 of 2 layers in int8"), text);
    assertTrue(text.contains("fidelity       best class the same for 16 of 16 images"), text);
    assertTrue(
        text.lines()
            .anyMatch(
                line ->
                    line.matches("conv/Conv2D +8  -?\\d\\S+ to \\S+  0.000 to \\S+  0\\.\\d{6} *")),
        text);
    assertTrue(
        text.lines()
            .anyMatch(
                line -> line.matches("softmax/logits/MatMul +32 +it is a product of matrices")),
        text);
    assertEquals("", err.toString());
  }

  @Test
  void shouldGiveTheSameAsJson() throws IOException {
    JsonNode json = new ObjectMapper().readTree(inspect("--json")).get("quantization");
    assertEquals(16, json.get("images").intValue());
    assertTrue(json.get("mean_cosine").doubleValue() > 0.998, json.toString());
    JsonNode layer = json.get("layers").get(0);
    assertEquals("conv/Conv2D", layer.get("name").textValue());
    assertEquals(8, layer.get("bits").intValue());
    assertTrue(layer.get("input").get("max").doubleValue() > 0.5, layer.toString());
    assertEquals(0, layer.get("output").get("min").doubleValue());
    assertTrue(layer.get("error").doubleValue() > 0, layer.toString());
    assertTrue(layer.get("float32_because").isNull(), layer.toString());
    JsonNode product = json.get("layers").get(1);
    assertTrue(product.get("input").isNull(), product.toString());
    assertEquals("it is a product of matrices", product.get("float32_because").textValue());
  }

  @Test
  void shouldShowRangesAndBitsWithoutTheRecord() throws IOException {
    Files.delete(record);
    String text = inspect();
    assertTrue(
        text.lines().anyMatch(line -> line.matches("conv/Conv2D +8  .* to .*  0.000 to \\S+ *")),
        text);
    assertFalse(text.contains("fidelity"), text);
    assertEquals("", err.toString());
  }

  @Test
  void shouldSayThatTheRecordIsDamaged() throws IOException {
    Files.writeString(record, "{\"model\": 1");
    inspect();
    assertTrue(err.toString().startsWith(record + " is damaged: it is no JSON: "), err.toString());
    assertTrue(err.toString().contains("quantize the model again"), err.toString());
  }

  @Test
  void shouldNotTakeTheRecordOfAnotherModel() throws IOException {
    String id = ModelFolder.open(int8.toString()).readGraph().id();
    Files.writeString(record, Files.readString(record).replace(id, "0123456789ab"));
    String text = inspect();
    assertFalse(text.contains("fidelity"), text);
    assertTrue(err.toString().startsWith(record + " is of another model. "), err.toString());
  }
}
