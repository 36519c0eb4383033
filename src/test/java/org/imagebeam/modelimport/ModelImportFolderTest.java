package org.imagebeam.modelimport;

import static org.imagebeam.modelimport.ImportFixture.TORCH;
import static org.imagebeam.modelimport.ImportFixture.feeding;
import static org.imagebeam.modelimport.ImportFixture.network;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** Model folders, of which some states nothing. */
class ModelImportFolderTest {
  /** Far more than what else a process reads meanwhile, such as classes. */
  private static final int LARGE = 20_000_000;

  @TempDir private Path temp;
  private ImportFixture imports;

  @BeforeEach
  void nameTheTarget() {
    imports = new ImportFixture(temp);
  }

  @Test
  void shouldKeepWhatAModelFolderSays() throws IOException {
    Path model = imports.modelFolder();
    imports.importTo(model, ImportOptions.NONE);
    for (String name : List.of(LabelFiles.NODES, LabelFiles.SYNSETS, ModelFolder.GRAPH)) {
      assertArrayEquals(
          Files.readAllBytes(model.resolve(name)),
          Files.readAllBytes(Path.of(imports.folder(), name)));
    }
    assertFalse(Files.exists(Path.of(imports.folder(), LabelFiles.LABELS)));
    assertEquals("softmax", imports.imported().spec().output());
  }

  @Test
  void shouldImportWhatAnImportWroteOnceMore() throws IOException {
    GraphDef plain = network();
    GraphDef graph =
        plain.toBuilder()
            .addNode(NodeDefs.placeholder("keep_prob", DataType.DT_FLOAT))
            .addNode(NodeDefs.floatNode("kept", "Mul", "logits", "keep_prob"))
            .build();
    Path file = Files.write(temp.resolve("frozen.pb"), graph.toByteArray());
    ImportOptions first =
        ImportOptions.builder()
            .output("kept")
            .pixels(PixelPreset.UNIT)
            .activation(Activation.SOFTMAX)
            .feeds(Map.of("keep_prob", 0.5f))
            .build();
    ImportReport before = imports.importTo(file, first);
    Path again = temp.resolve("again");
    ImportReport after =
        new ModelImport(
                imports.folder(), ImportOptions.builder().activation(Activation.SIGMOID).build())
            .writeTo(again.toString());
    assertEquals(before.id(), after.id());
    GraphAdaptation adaptation = ModelFolder.open(again.toString()).spec().adaptation();
    assertEquals(Activation.SIGMOID, adaptation.activation());
    assertEquals(Map.of("keep_prob", 0.5f), adaptation.feeds());
  }

  @Test
  void shouldRefuseAModelFolderWithAnotherGraph() throws IOException {
    Path model = imports.modelFolder();
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"sha256\": \"" + "0".repeat(64) + "\"}");
    ModelException e =
        assertThrows(ModelException.class, () -> imports.importTo(model, ImportOptions.NONE));
    assertTrue(e.getMessage().contains("0".repeat(64)), e.getMessage());
  }

  @Test
  void shouldCountTheLabelsThatAreNamedFromTheFirstClass() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 3, 5);
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"labelOffset\": 1}");
    Path labels = Files.writeString(temp.resolve("names.txt"), "oak\nelm\nash\n");
    imports.importTo(model, ImportOptions.builder().labels(labels.toString()).build());
    assertEquals(0, imports.imported().spec().labelOffset());
    assertEquals("elm", LabelFiles.read(imports.imported()).label(1).words());
  }

  @Test
  void shouldRefuseABottleneckThatIsNotThere() throws IOException {
    Path model = imports.modelFolder();
    ImportOptions pool = ImportOptions.builder().bottleneck("pool_4").build();
    ModelException e = assertThrows(ModelException.class, () -> imports.importTo(model, pool));
    assertEquals("'" + model + "': the graph has no node 'pool_4'", e.getMessage());
  }

  @Test
  void shouldNotMakeProbabilitiesOfProbabilities() throws IOException {
    Path model = imports.modelFolder();
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> imports.importTo(model, feeding("x", 1, Activation.SOFTMAX)));
    assertTrue(e.getMessage().contains("'x'"), e.getMessage());
    ImportOptions softmax = ImportOptions.builder().activation(Activation.SOFTMAX).build();
    e = assertThrows(ModelException.class, () -> imports.importTo(model, softmax));
    assertEquals(
        "'"
            + model
            + "': \"activation\" is \"softmax\", and the output 'softmax' gives probabilities"
            + " already (Softmax)",
        e.getMessage());
  }

  @Test
  void shouldFindTheNamesOfAFolderThatStatesNone() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("plain"));
    Files.write(folder.resolve(ModelFolder.GRAPH), network().toByteArray());
    Files.write(folder.resolve(LabelFiles.LABELS), List.of("a", "b", "c", "d", "e"));
    ImportReport report = imports.importTo(folder, TORCH);
    assertEquals("frozen graph", report.source());
    assertEquals("input", imports.imported().spec().input());
    assertEquals("e", LabelFiles.read(imports.imported()).label(4).words());
    assertEquals(
        Optional.of(new ImportSource(ImportSource.Kind.GRAPH, folder + "/" + ModelFolder.GRAPH)),
        ImportSource.findForeign(folder.toString()));
    Path named =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("named")), 16, 9, 5);
    assertEquals(
        Optional.of(new ImportSource(ImportSource.Kind.MODEL_FOLDER, named.toString())),
        ImportSource.find(named.toString()));
    assertEquals(Optional.empty(), ImportSource.findForeign(named.toString()));
  }

  @Test
  void shouldReadTheGraphOnce() throws IOException {
    Path counts = Path.of("/proc/self/io");
    assumeTrue(Files.isReadable(counts), "the system doesn't count what a process reads");
    Path model = imports.modelFolder();
    Path graph = model.resolve(ModelFolder.GRAPH);
    GraphDef large =
        GraphDef.parseFrom(Files.readAllBytes(graph)).toBuilder()
            .addNode(NodeDefs.constFloats("unused", List.of(LARGE), new float[LARGE]))
            .build();
    Files.write(graph, large.toByteArray());
    long before = bytesRead(counts);
    imports.importTo(model, ImportOptions.NONE);
    // Once here, and once where it was written, for the SHA-256 that the import remembers.
    assertEquals(2, (bytesRead(counts) - before) / Files.size(graph));
    assertEquals(-1, Files.mismatch(graph, Path.of(imports.folder(), ModelFolder.GRAPH)));
  }

  /** What this process has read of files and all else. */
  private static long bytesRead(Path counts) throws IOException {
    return Files.readAllLines(counts).stream()
        .filter(line -> line.startsWith("rchar: "))
        .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
        .findFirst()
        .orElseThrow();
  }
}
