package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imagebeam.local.Json;
import org.imagebeam.session.CpuFeatures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;

class TrialLogTest {
  private static final Map<String, String> TRIED =
      new TreeMap<>(Map.of("graph", "0123", "precision", "FLOAT32"));
  private static final TrialOutcome OUTCOME =
      new TrialOutcome(Set.of("WINOGRAD"), false, true, List.of("a warning"));

  @TempDir Path cache;

  @Test
  void shouldRememberAnOutcome() {
    new TrialLog(cache).save(TRIED, OUTCOME);
    assertEquals(Optional.of(OUTCOME), new TrialLog(cache).find(new TreeMap<>(TRIED)));
  }

  @Test
  void shouldKnowNothingOfOtherTrials() {
    TrialLog log = new TrialLog(cache);
    assertEquals(Optional.empty(), log.find(TRIED));
    log.save(TRIED, OUTCOME);
    Map<String, String> other = new TreeMap<>(TRIED);
    other.put("precision", "BFLOAT16");
    assertEquals(Optional.empty(), log.find(other));
  }

  @Test
  void shouldKnowNothingOfOtherMachines() throws IOException {
    TrialLog log = new TrialLog(cache);
    log.save(TRIED, OUTCOME);
    JsonNode tried = Json.INDENTED.readTree(file().toFile()).get("tried");
    assertEquals(CpuFeatures.local().name(), tried.get("processor").asText());
    assertEquals(TensorFlow.version(), tried.get("tensorflow").asText());
    assertTrue(tried.has("instructions") && tried.has("TF_ENABLE_ONEDNN_OPTS"), tried.toString());
    String moved =
        Files.readString(file()).replace(CpuFeatures.local().name() + "\"", "Slide rule\"");
    Files.writeString(file(), moved);
    assertEquals(Optional.empty(), log.find(TRIED));
  }

  @Test
  void shouldTryAgainWhereTheFileIsDamaged() throws IOException {
    TrialLog log = new TrialLog(cache);
    log.save(TRIED, OUTCOME);
    for (String content : List.of("", "{", "null", "[]", "{\"tried\":{},\"outcome\":null}")) {
      Files.writeString(file(), content);
      assertEquals(Optional.empty(), log.find(TRIED), content);
    }
    log.save(TRIED, OUTCOME);
    assertEquals(Optional.of(OUTCOME), log.find(TRIED));
  }

  @Test
  void shouldDoWithoutAFolderToWriteTo() throws IOException {
    Path file = Files.createFile(cache.resolve("file"));
    TrialLog log = new TrialLog(file);
    log.save(TRIED, OUTCOME);
    assertEquals(Optional.empty(), log.find(TRIED));
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("trials"))) {
      return files.findFirst().orElseThrow();
    }
  }
}
