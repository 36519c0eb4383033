package org.imagebeam.modelimport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.Json;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;

class ModelImportHeadsTest {
  private static final Map<String, String> COLOUR = Map.of("colour", "colour:0");

  @TempDir private Path temp;
  private ImportFixture imports;
  private Path source;
  private String folder;

  @BeforeEach
  void writeGraph() throws IOException {
    source = Files.write(temp.resolve("two.pb"), TwoHeads.graph().toByteArray());
    imports = new ImportFixture(temp);
    folder = imports.folder();
  }

  private static ImportOptions.Builder options() {
    return ImportOptions.builder().pixels(PixelPreset.UNIT).output("out");
  }

  private ImportReport importTo(ImportOptions.Builder options) throws IOException {
    return imports.importTo(source, options.build());
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(Path.of(folder, file));
  }

  @Test
  void shouldKeepHeadsWithTheirLabels() throws IOException {
    Path labels = Files.writeString(temp.resolve("colours.txt"), "red\ngreen\nblue\n");
    ImportReport report =
        importTo(options().heads(COLOUR).headLabels(Map.of("colour", labels.toString())));
    assertEquals("colour: colour, 3 classes", report.lines().get("heads"));
    assertEquals("out, 5 classes", report.lines().get("output"));
    ModelFolder imported = ModelFolder.open(folder);
    assertEquals(Map.of("colour", "colour"), imported.spec().heads().nodes());
    LabelMap map = LabelFiles.read(imported);
    assertEquals("blue", map.head("colour").label(2).words());
    assertEquals("class 4", map.label(4).words());
  }

  @Test
  void shouldAddTheActivationsOfHeads() throws IOException {
    float[] logits = ImportFixture.scores(TwoHeads.graph(), "input", "colour/logits");
    ImportReport report =
        importTo(
            options()
                .heads(Map.of("colour", "colour/logits"))
                .headActivations(Map.of("colour", Activation.SOFTMAX)));
    assertEquals(
        "colour: colour/logits, 3 classes, with softmax, which is added to the graph",
        report.lines().get("heads"));
    GraphDef graph = imports.imported().readGraph().graph();
    assertArrayEquals(
        ImportFixture.scores(TwoHeads.graph(), "input", "colour"),
        ImportFixture.scores(graph, "input", "colour/logits"));
    assertArrayEquals(
        ImportFixture.scores(TwoHeads.graph(), "input", "out"),
        ImportFixture.scores(graph, "input", "out"));
    // Another import of the folder keeps it, changes it or leaves it out.
    Path second = temp.resolve("second");
    for (Activation stated : List.of(Activation.SIGMOID, Activation.NONE)) {
      new ModelImport(
              folder, ImportOptions.builder().headActivations(Map.of("colour", stated)).build())
          .writeTo(second.toString());
      assertEquals(stated, ModelFolder.open(second.toString()).spec().heads().activation("colour"));
    }
    assertArrayEquals(
        logits,
        ImportFixture.scores(
            ModelFolder.open(second.toString()).readGraph().graph(), "input", "colour/logits"));
    new ModelImport(folder, ImportOptions.NONE).writeTo(second.toString());
    assertEquals(
        Activation.SOFTMAX,
        ModelFolder.open(second.toString()).spec().heads().activation("colour"));
  }

  @Test
  void shouldAddAnActivationBehindAnotherOutput() throws IOException {
    float[] logits = ImportFixture.scores(TwoHeads.graph(), "input", "colour/logits");
    importTo(
        ImportOptions.builder()
            .pixels(PixelPreset.UNIT)
            .output("colour/logits")
            .activation(Activation.SIGMOID)
            .heads(Map.of("share", "colour")));
    GraphDef graph = imports.imported().readGraph().graph();
    assertArrayEquals(
        ImportFixture.scores(TwoHeads.graph(), "input", "colour"),
        ImportFixture.scores(graph, "input", "colour"));
    float[] each = ImportFixture.scores(graph, "input", "colour/logits");
    assertEquals(1 / (1 + Math.exp(-logits[0])), each[0], 1e-6);
  }

  @Test
  void shouldSayOfWhichHeadNoActivationIsKnown() throws IOException {
    assertEquals(
        "colour: colour/logits, 3 classes, of which no activation is known",
        importTo(options().heads(Map.of("colour", "colour/logits"))).lines().get("heads"));
  }

  @Test
  void shouldNumberTheClassesOfAHeadWithoutLabels() throws IOException {
    importTo(options().heads(COLOUR));
    assertEquals(List.of("class 0", "class 1", "class 2"), lines("labels-colour.txt"));
  }

  @Test
  void shouldKeepTheHeadsOfAModelFolder() throws IOException {
    Path labels = Files.writeString(temp.resolve("colours.txt"), "red\ngreen\nblue\n");
    importTo(options().heads(COLOUR).headLabels(Map.of("colour", labels.toString())));
    Path second = temp.resolve("second");
    new ModelImport(folder, ImportOptions.NONE).writeTo(second.toString());
    assertEquals(
        Map.of("colour", "colour"), ModelFolder.open(second.toString()).spec().heads().nodes());
    assertEquals(
        List.of("red", "green", "blue"), Files.readAllLines(second.resolve("labels-colour.txt")));
  }

  @Test
  void shouldKeepWhatPeopleSayOfAModel() throws IOException {
    importTo(options());
    Path json = Path.of(folder, ModelFolder.SPEC);
    String notes = "{\n  \"description\" : \"mine\",\n  \"licence\" : { \"name\" : \"MIT\" },";
    Files.writeString(json, Files.readString(json).replaceFirst("\\{", notes));
    Path second = temp.resolve("second");
    new ModelImport(folder, ImportOptions.NONE).writeTo(second.toString());
    JsonNode written = Json.INDENTED.readTree(Files.readString(second.resolve("model.json")));
    assertEquals("mine", written.get("description").asText());
    assertEquals("MIT", written.get("licence").get("name").asText());
    assertEquals("out", written.get("output").asText());
  }

  @Test
  void shouldReplaceTheFilesOfFormerHeads() throws IOException {
    importTo(options().heads(COLOUR));
    importTo(options().heads(Map.of("hue", "colour")));
    assertEquals(3, lines("labels-hue.txt").size());
    assertFalse(Files.exists(Path.of(folder, "labels-colour.txt")));
    Files.writeString(Path.of(folder, "labels-hue.txt"), "mine");
    assertThrows(OutputException.class, () -> importTo(options().heads(COLOUR)));
    assertEquals(List.of("mine"), lines("labels-hue.txt"), "a user's change isn't lost");
  }

  @Test
  void shouldRefuseHeadsThatAreNone() {
    assertMessage(
        "'out' is named twice: each head needs an output of its own",
        ModelException.class,
        options().heads(Map.of("colour", "out")));
    assertMessage(
        "a name has letters, digits and _",
        InvalidValueException.class,
        options().heads(Map.of("my colour", "colour")));
    assertMessage("'coulour'", ModelException.class, options().heads(Map.of("c", "coulour")));
    assertMessage(
        "names 'hue', and the heads are colour",
        InvalidValueException.class,
        options().heads(COLOUR).headLabels(Map.of("hue", "x.txt")));
    assertMessage(
        "headActivations names 'hue', and the heads are colour",
        InvalidValueException.class,
        options().heads(COLOUR).headActivations(Map.of("hue", Activation.SOFTMAX)));
    assertMessage(
        "\"activation\" of the head 'colour' is \"softmax\", and the output 'colour' gives"
            + " probabilities already (Softmax)",
        ModelException.class,
        options().heads(COLOUR).headActivations(Map.of("colour", Activation.SOFTMAX)));
    assertMessage(
        "names 'hue', and there are no heads",
        InvalidValueException.class,
        options().headLabels(Map.of("hue", "x.txt")));
  }

  @Test
  void shouldCompareLabelsWithTheHeadsClasses() throws IOException {
    Path labels = Files.writeString(temp.resolve("colours.txt"), "red\ngreen\n");
    assertMessage(
        "it names 2 classes, and the network has 3",
        LabelFileException.class,
        options().heads(COLOUR).headLabels(Map.of("colour", labels.toString())));
  }

  private void assertMessage(
      String part, Class<? extends RuntimeException> type, ImportOptions.Builder options) {
    String message = assertThrows(type, () -> importTo(options)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
