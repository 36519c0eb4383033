package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.download.Progress;
import org.imagebeam.imagemodel.ImageModel;
import org.imagebeam.imagemodel.ImageModelSettings;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedModelTest {
  private static final ImageModelSettings<List<ScoredNode>> SETTINGS =
      ImageModelSettings.of("softmax", new TopK(1));

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    folder = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
  }

  private OpenedModel open() {
    return OpenedModel.open(ModelRef.of(folder.toString()), Progress.log());
  }

  @Test
  void shouldKnowWhatAWorkerNeeds() {
    String id = ModelFolder.open(folder.toString()).readGraph().id();
    assertEquals(new Model(ModelRef.of(folder.toString()), id, "softmax"), open().model());
  }

  @Test
  void shouldLoadOnceWhatItHasRead() throws IOException {
    OpenedModel opened = open();
    Files.delete(folder.resolve(ModelFolder.GRAPH));
    try (ImageModel<List<ScoredNode>> model = opened.load(SETTINGS)) {
      assertEquals(1, model.run(List.of(new float[16 * 16 * 3])).size());
    }
    assertThrows(IllegalStateException.class, () -> opened.load(SETTINGS));
    assertEquals("softmax", opened.model().outputNode());
  }

  @Test
  void shouldLetTheGraphGo() {
    OpenedModel opened = open();
    opened.letGo();
    assertThrows(IllegalStateException.class, () -> opened.load(SETTINGS));
    assertEquals("softmax", opened.model().outputNode());
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
