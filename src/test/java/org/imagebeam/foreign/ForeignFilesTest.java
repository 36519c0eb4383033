package org.imagebeam.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignFilesTest {
  @TempDir private Path folder;

  private Optional<ForeignFormat> format(String name, byte[] content) throws IOException {
    return ForeignFiles.format(Files.write(folder.resolve(name), content).toString());
  }

  private static byte[] zip(String entry, String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(0);
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** The first bytes of files that each format's own library wrote. */
  @ParameterizedTest
  @CsvSource({
    "HDF5, 894844460d0a1a0a00000000",
    "TFLITE, 1c00000054464c3314002000",
    "NUMPY, 934e554d505901007600",
    "PICKLE, 80028a0a6cfc9c46f9206aa850192e",
    "PICKLE, 80049500000000000000007d",
    "SAFETENSORS, 40000000000000007b2261223a7b",
    "ONNX, 080812077079746f7263681a05322e332e30",
    "SAVED_MODEL, 080112e6010aa401"
  })
  void shouldTellFormatsByTheirFirstBytes(ForeignFormat format, String bytes) throws IOException {
    assertEquals(Optional.of(format), format("any", HexFormat.of().parseHex(bytes)));
  }

  @Test
  void shouldTellArchivesByTheirFirstEntry() throws IOException {
    assertEquals(Optional.of(ForeignFormat.PYTORCH), format("m", zip("net/data.pkl", "")));
    assertEquals(Optional.of(ForeignFormat.NUMPY), format("m", zip("a.npy", "")));
    String metadata = "{\"keras_version\": \"3.5.0\"}";
    assertEquals(Optional.of(ForeignFormat.KERAS), format("m", zip("metadata.json", metadata)));
    assertEquals(Optional.empty(), format("m.keras", zip("classify_image_graph_def.pb", "")));
  }

  @ParameterizedTest
  @CsvSource({
    "TFJS_LAYERS, '{\"format\": \"layers-model\", \"modelTopology\": {}}'",
    "TFJS_GRAPH, '{\"format\": \"graph-model\", \"modelTopology\": {}}'",
    "TEXT_GRAPH, 'node {\n  name: \"x\"\n}'",
    "TEXT_GRAPH, 'node: {name: \"x\"}'"
  })
  void shouldTellTexts(ForeignFormat format, String text) throws IOException {
    assertEquals(Optional.of(format), format("any", text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"input\": \"x\"}", "some words of no format", "graph"})
  void shouldLeaveWhatItDoesNotKnow(String text) throws IOException {
    assertEquals(Optional.empty(), format("any", text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void shouldTellGraphs() throws IOException {
    assertEquals(
        Optional.of(ForeignFormat.GRAPH), format("x", TinyGraphs.imageNet(16, 5, 1).toByteArray()));
  }

  @Test
  void shouldTellCheckpointsByTheirEnd() throws IOException {
    byte[] table = HexFormat.of().parseHex("0001020304050607".repeat(6) + "57fb808b247547db");
    assertEquals(Optional.of(ForeignFormat.CHECKPOINT), format("inception_v3", table));
  }

  @Test
  void shouldGoByTheNameWhereTheContentSaysNothing() throws IOException {
    byte[] words = "no model at all".getBytes(StandardCharsets.UTF_8);
    assertEquals(Optional.of(ForeignFormat.ONNX), format("net.ONNX", words));
    assertEquals(Optional.of(ForeignFormat.PYTORCH), format("a.b.pth", words));
    assertEquals(Optional.empty(), format("net.onnx", new byte[0]));
    assertEquals(Optional.empty(), format("net.txt", words));
    byte[] hdf5 = HexFormat.of().parseHex("894844460d0a1a0a");
    assertEquals(Optional.of(ForeignFormat.KERAS_WEIGHTS), format("m.weights.h5", hdf5));
    assertEquals(Optional.empty(), ForeignFiles.format(folder + "/missing.h5"));
    assertEquals(Optional.empty(), ForeignFiles.format(folder.toString()));
  }
}
