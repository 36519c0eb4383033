package org.imagebeam.imagemodel;

import static org.imagebeam.imagemodel.GivenModels.FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imagebeam.model.ModelException;
import org.imagebeam.testing.GivenGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;

/** Whether a network scales pixels by itself is found out once, as all else of a trial. */
class ImageModelTrialPixelsTest {
  private static final String UNCHANGED = "\"mean\": 0, \"scale\": 1";

  /** Pixels of 0 to 255 would come to its first layer as 0 to 510. */
  private static final GraphDef DOUBTED =
      GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).scaled("Mul", 2f).network().graph();

  @TempDir private Path temp;
  private GivenModels models;

  @BeforeEach
  void writeImages() throws IOException {
    models = new GivenModels(temp);
  }

  private List<Path> trials() throws IOException {
    Path folder = temp.resolve("cache/trials");
    try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
      return files.toList();
    }
  }

  @Test
  void shouldRecordNothingOfPixelsThatAreInDoubt() throws Exception {
    ModelException e =
        assertThrows(ModelException.class, () -> models.answers(models.folder(DOUBTED, ""), 3));
    assertTrue(
        e.getMessage()
            .contains(
                "the ops before its first layer spread pixels 2 times, as those of 0 to 1 and not of"
                    + " 0 to 255, and "),
        e.getMessage());
    assertEquals(List.of(), trials());
  }

  @Test
  void shouldLookAtPixelsThatWereStatedWhenTheModelWasTried() throws Exception {
    assertEquals(3, models.answers(models.folder(DOUBTED, UNCHANGED), 3).size());
    assertEquals(1, trials().size());
    assertThrows(ModelException.class, () -> models.answers(models.folder(DOUBTED, ""), 3));
  }

  /** The network would be in doubt again; the record says that it has passed. */
  @Test
  void shouldNotLookAgainWhereTheModelHasPassed() throws Exception {
    List<float[]> stated = models.answers(models.folder(DOUBTED, UNCHANGED), 3);
    ObjectMapper mapper = new ObjectMapper();
    JsonNode entry = mapper.readTree(trials().get(0).toFile());
    TreeMap<String, String> tried =
        mapper.convertValue(entry.get("tried"), new TypeReference<TreeMap<String, String>>() {});
    tried.put("pixels", "not stated");
    new TrialLog(temp.resolve("cache"))
        .save(tried, mapper.treeToValue(entry.get("outcome"), TrialOutcome.class));
    List<float[]> unstated = models.answers(models.folder(DOUBTED, ""), 3);
    for (int i = 0; i < stated.size(); i++) {
      assertArrayEquals(stated.get(i), unstated.get(i));
    }
  }
}
