package org.imagebeam.modelimport;

import static org.imagebeam.modelimport.ImportFixture.SIDE;
import static org.imagebeam.modelimport.ImportFixture.TORCH;
import static org.imagebeam.modelimport.ImportFixture.feeding;
import static org.imagebeam.modelimport.ImportFixture.network;
import static org.imagebeam.modelimport.ImportFixture.options;
import static org.imagebeam.modelimport.ImportFixture.scores;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** Frozen graphs, and what is asked for or refused of any source. */
class ModelImportTest {
  @TempDir private Path temp;
  private ImportFixture imports;

  @BeforeEach
  void nameTheTarget() {
    imports = new ImportFixture(temp);
  }

  @Test
  void shouldImportAFrozenGraph() throws IOException {
    GraphDef graph = network();
    Path file = Files.write(temp.resolve("frozen.pb"), graph.toByteArray());
    ImportReport report = imports.importTo(file, TORCH);
    ModelFolder folder = imports.imported();
    assertEquals(folder.readGraph().id(), report.id());
    assertEquals("frozen graph", report.source());
    assertEquals(List.of(SIDE, SIDE), report.size());
    assertEquals(GivenGraphs.CLASSES, report.classes());
    ModelSpec spec = folder.spec();
    assertEquals("input", spec.input());
    assertEquals(graph.getNode(graph.getNodeCount() - 1).getName(), spec.output());
    assertEquals(List.of(123.675f, 116.28f, 103.53f), spec.channelMeans());
    assertEquals(
        List.of((float) (1 / 58.395), (float) (1 / 57.12), (float) (1 / 57.375)),
        spec.channelScales());
    assertArrayEquals(
        scores(graph, "input", spec.output()),
        scores(folder.readGraph().graph(), "input", spec.output()));
  }

  @Test
  void shouldImportAGraphThatIsText() throws IOException {
    GraphDef graph = network();
    Path file = temp.resolve("frozen.pbtxt");
    Files.writeString(file, TextFormat.printer().printToString(graph));
    imports.importTo(file, TORCH);
    assertEquals(graph.getNodeCount(), imports.imported().readGraph().graph().getNodeCount());
  }

  @Test
  void shouldAddAnActivationAndFeedPlaceholders() throws IOException {
    GraphDef plain = network();
    String output = plain.getNode(plain.getNodeCount() - 1).getName();
    GraphDef graph =
        plain.toBuilder()
            .addNode(NodeDefs.placeholder("keep_prob", DataType.DT_FLOAT))
            .addNode(NodeDefs.floatNode("kept", "Mul", output, "keep_prob"))
            .build();
    Path file = Files.write(temp.resolve("frozen.pb"), graph.toByteArray());
    ModelException e = assertThrows(ModelException.class, () -> imports.importTo(file, TORCH));
    assertTrue(e.getMessage().contains("placeholder 'keep_prob'"), e.getMessage());
    ImportReport logits = imports.importTo(file, feeding("keep_prob", 1, Activation.NONE));
    assertTrue(
        logits.lines().get("activation").startsWith("none is known of: if the scores are logits"),
        "a product isn't a probability");
    assertEquals(
        null,
        imports
            .importTo(Files.write(temp.resolve("soft.pb"), plain.toByteArray()), TORCH)
            .lines()
            .get("activation"),
        "the scores are behind a softmax");
    ImportReport report = imports.importTo(file, feeding("keep_prob:0", 0.5f, Activation.SIGMOID));
    assertEquals("keep_prob=0.5", report.lines().get("feeds"));
    assertEquals("sigmoid, which is added to the graph", report.lines().get("activation"));
    GraphAdaptation adaptation = imports.imported().spec().adaptation();
    assertEquals(Map.of("keep_prob", 0.5f), adaptation.feeds());
    float[] expected = scores(plain, "input", output);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (1 / (1 + Math.exp(-expected[i] / 2)));
    }
    assertArrayEquals(
        expected, scores(imports.imported().readGraph().graph(), "input", "kept"), 1e-6f);
  }

  @Test
  void shouldTakeNamesThatBeginAsAnImportMakesThem() throws IOException {
    Path file = Files.write(temp.resolve("frozen.pb"), network().toByteArray());
    imports.importTo(
        file,
        options(Optional.of("import/out:0"), Optional.of(PixelPreset.UNIT), Optional.empty()));
    assertEquals("out", imports.imported().spec().output());
  }

  @Test
  void shouldTakeTheLabelsThatLieBesideTheGraph() throws IOException {
    Path file = Files.write(temp.resolve("output_graph.pb"), network().toByteArray());
    Files.write(temp.resolve("output_labels.txt"), List.of("a", "b", "c", "d", "e"));
    ImportReport report = imports.importTo(file, TORCH);
    assertEquals(temp.resolve("output_labels.txt").toString(), report.labels());
    assertEquals("e", LabelFiles.read(imports.imported()).label(4).words());
    Files.delete(temp.resolve("output_labels.txt"));
    assertEquals("none found, so the classes have numbers", imports.importTo(file, TORCH).labels());
    assertEquals("class 4", LabelFiles.read(imports.imported()).label(4).words());
  }

  @Test
  void shouldRefuseLabelsOfAnotherNumber() throws IOException {
    Path file = Files.write(temp.resolve("frozen.pb"), network().toByteArray());
    Path labels = Files.write(temp.resolve("labels4.txt"), List.of("a", "b", "c", "d"));
    LabelFileException e =
        assertThrows(
            LabelFileException.class,
            () ->
                imports.importTo(
                    file,
                    options(
                        Optional.empty(),
                        Optional.of(PixelPreset.UNIT),
                        Optional.of(labels.toString()))));
    assertTrue(
        e.getMessage().contains("it names 4 classes, and the network has 5"), e.getMessage());
  }

  @Test
  void shouldRefuseAGraphThatReadsFiles() throws IOException {
    GraphDef graph =
        network().toBuilder()
            .addNode(NodeDefs.constBytes("name", ByteString.EMPTY))
            .addNode(NodeDefs.node("content", "ReadFile", "name"))
            .build();
    Path file = Files.write(temp.resolve("unsafe.pb"), graph.toByteArray());
    ModelException e = assertThrows(ModelException.class, () -> imports.importTo(file, TORCH));
    assertTrue(e.getMessage().contains("ReadFile"), e.getMessage());
  }

  @Test
  void shouldRefuseASignatureOfWhatHasNone() throws IOException {
    Path model = imports.modelFolder();
    Path file = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    for (Path source : List.of(model, file)) {
      ModelException e =
          assertThrows(
              ModelException.class,
              () ->
                  SourceGraphs.read(
                      ImportSource.require(source.toString()), Optional.of("predict")));
      assertEquals(
          "'" + source + "' is no SavedModel, so that it has no signatures", e.getMessage());
    }
  }

  @Test
  void shouldSayWhatIsNoModel() throws IOException {
    Path text = Files.writeString(temp.resolve("notes.txt"), "no graph");
    assertEquals(
        ModelException.Kind.UNUSABLE,
        assertThrows(ModelException.class, () -> imports.importTo(text, TORCH)).kind());
    Path none = temp.resolve("none");
    ModelException missing =
        assertThrows(ModelException.class, () -> imports.importTo(none, TORCH));
    assertEquals("there is no model '" + none + "'", missing.getMessage());
    Path empty = Files.createDirectory(temp.resolve("empty"));
    ModelException folder =
        assertThrows(ModelException.class, () -> imports.importTo(empty, TORCH));
    assertEquals(ModelException.Kind.NOT_FOUND, folder.kind());
  }

  @Test
  void shouldCountOneClass() {
    assertEquals("1 class", ImportReport.classes(1));
    assertEquals("1,000 classes", ImportReport.classes(1000));
  }
}
