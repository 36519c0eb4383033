package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHandleTest {
  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    folder = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
  }

  private ModelHandle open() {
    return ModelHandle.open(folder.toString());
  }

  @Test
  void shouldKnowWhatAWorkerNeeds() {
    String id = ModelFolder.open(folder.toString()).readGraph().id();
    assertEquals(new ModelHandle(ModelRef.of(folder.toString()), id, "softmax"), open());
  }

  @Test
  void shouldReadTheGraphThatIsMeantAndNoOther() throws IOException {
    ModelHandle handle = open();
    ModelGraph graph = handle.readGraph();
    assertEquals(handle.id(), graph.id());
    assertEquals(TinyGraphs.imageNet(16, 9, 5), graph.graph());
    Files.write(folder.resolve(ModelFolder.GRAPH), TinyGraphs.imageNet(16, 9, 6).toByteArray());
    ModelException e = assertThrows(ModelException.class, handle::readGraph);
    assertEquals(
        folder.resolve(ModelFolder.GRAPH)
            + " is model "
            + open().id()
            + " here, and was "
            + handle.id()
            + " where the job was started: give all workers the same",
        e.getMessage());
  }

  @Test
  void shouldRefuseLabelsThatDoNotParse() throws IOException {
    Files.write(folder.resolve(LabelFiles.NODES), new byte[] {'{', 0, 1});
    assertThrows(LabelFileException.class, this::open);
  }

  @Test
  void shouldSayThatTheGraphIsAnotherBeforeWhatItLacks() throws IOException {
    Files.writeString(folder.resolve(ModelFolder.SPEC), "{\"output\": \"elsewhere\"}");
    ModelException e = assertThrows(ModelException.class, this::open);
    assertTrue(e.getMessage().contains("no node 'elsewhere'"), e.getMessage());
    Files.writeString(
        folder.resolve(ModelFolder.SPEC),
        "{\"output\": \"elsewhere\", \"sha256\": \"" + "0".repeat(64) + "\"}");
    e = assertThrows(ModelException.class, this::open);
    assertTrue(e.getMessage().endsWith("the graph is damaged, or is another one"), e.getMessage());
  }
}
