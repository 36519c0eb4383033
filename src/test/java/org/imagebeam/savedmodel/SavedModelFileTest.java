package org.imagebeam.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.model.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

class SavedModelFileTest {
  @TempDir private Path folder;

  private static MetaGraphDef tagged(String version, String... tags) {
    MetaGraphDef.Builder graph = MetaGraphDef.newBuilder();
    graph.getMetaInfoDefBuilder().setMetaGraphVersion(version).addAllTags(List.of(tags));
    return graph.build();
  }

  private String read(MetaGraphDef... graphs) throws IOException {
    SavedModel model = SavedModel.newBuilder().addAllMetaGraphs(List.of(graphs)).build();
    Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
    return SavedModelFile.read(folder.toString()).getMetaInfoDef().getMetaGraphVersion();
  }

  private String refusal(MetaGraphDef... graphs) {
    return assertThrows(ModelException.class, () -> read(graphs)).getMessage();
  }

  @Test
  void shouldPreferTheGraphThatIsTaggedForServingAlone() throws IOException {
    assertEquals(
        "3", read(tagged("1"), tagged("2", "serve", "tpu"), tagged("3", "serve"), tagged("4")));
  }

  @Test
  void shouldTakeTheUntaggedGraphOfAModule() throws IOException {
    assertEquals("2", read(tagged("1", "train"), tagged("2")));
  }

  @Test
  void shouldSayWhichTagsThereAre() {
    assertEquals(
        folder
            + "/saved_model.pb has no graph with the tag 'serve'; it has [train], [eval, gpu]."
            + " Export the model for serving.",
        refusal(tagged("1", "train"), tagged("2", "eval", "gpu")));
  }

  @Test
  void shouldSayThatAFileIsEmpty() {
    assertEquals(
        folder + "/saved_model.pb is damaged: it holds no graph. Copy or export it again",
        refusal());
  }
}
