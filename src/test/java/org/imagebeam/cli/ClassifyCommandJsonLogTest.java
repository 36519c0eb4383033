package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code classify} says in JSON, in a process of its own, whose log is chosen once. */
class ClassifyCommandJsonLogTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path temp;
  private Path photos;
  private Path model;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    for (int i = 0; i < 70; i++) {
      Files.write(photos.resolve(String.format("%03d.png", i)), Images.png(20, 20, i));
    }
    Files.writeString(photos.resolve("065 caf\u00e9 \u2615.png"), "garbage");
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
  }

  private record Run(int exitCode, String out, String err) {
    /** The events, without what libraries in C++ print. */
    List<JsonNode> events() throws IOException {
      List<JsonNode> events = new ArrayList<>();
      for (String line : err.lines().toList()) {
        if (line.startsWith("{")) {
          events.add(MAPPER.readTree(line));
        } else {
          assertTrue(
              line.matches("\\d{4}-.*tensorflow/.*|WARNING: All log.*|[IWE]\\d{4}.*|To enable.*"),
              line);
        }
      }
      return events;
    }
  }

  private Run run(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dimagebeam.progressMillis=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(words));
    Path err = temp.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }

  private Run classify(String output, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("classify", "--input=" + photos));
    words.addAll(
        List.of("--output=" + output, "--model=" + model, "--modelCache=" + temp.resolve("cache")));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  private static List<JsonNode> of(String logger, List<JsonNode> events) {
    return events.stream().filter(event -> event.get("logger").asText().equals(logger)).toList();
  }

  @Test
  void shouldLogAnEventForEachChunkAndFailureAndOneAtTheEnd() throws Exception {
    Run run = classify(temp.resolve("x.csv").toString(), "--log=json");
    assertEquals(0, run.exitCode(), run.err());
    List<JsonNode> events = run.events();
    JsonNode summary = MAPPER.readTree(run.out());
    assertEquals(1, run.out().lines().count(), run.out());
    assertEquals(70, summary.get("images_classified").asInt());
    assertEquals(1, summary.get("images_failed_by_stage").get("decode").asInt());
    assertEquals(temp.resolve("x.csv").toString(), summary.get("results").asText());
    String id = summary.get("run").asText();
    assertTrue(id.matches("\\d{8}T\\d{9}Z"), id);
    List<JsonNode> chunks =
        of("ChunkLog", events).stream().filter(event -> event.has("chunk")).toList();
    assertEquals(
        Set.of(photos + "/000.png", photos + "/064.png"),
        chunks.stream().map(event -> event.get("chunk").asText()).collect(Collectors.toSet()));
    assertEquals(70, chunks.stream().mapToInt(event -> event.get("classified").asInt()).sum());
    List<JsonNode> failures =
        of("ChunkLog", events).stream().filter(event -> event.has("image")).toList();
    assertEquals(1, failures.size());
    assertEquals(photos + "/065 caf\u00e9 \u2615.png", failures.get(0).get("image").asText());
    assertEquals("decode", failures.get(0).get("stage").asText());
    for (JsonNode progress : of("EventProgress", events)) {
      assertTrue(progress.get("done").asLong() <= 71, progress.toString());
      assertTrue(progress.has("total") && progress.has("phase"), progress.toString());
    }
    for (JsonNode event : events) {
      assertEquals(id, event.get("run").asText(), event.toString());
      assertEquals("INFO", event.get("level").asText(), event.toString());
    }
  }

  @Test
  void shouldKeepRowsAndEventsApart() throws Exception {
    Run run = classify("-", "--log", "json", "--logLevel=warn", "--quiet");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(71, run.out().lines().count());
    List<JsonNode> events = run.events();
    assertEquals(70, of("summary", events).get(0).get("images_classified").asInt());
    assertTrue(
        of("imagebeam", events).get(0).get("message").asText().startsWith("failed (decode): "),
        run.err());
    assertEquals(2, events.size(), run.err());
  }

  @Test
  void shouldSayInJsonWhatARunWouldDo() throws Exception {
    Run run = classify(temp.resolve("x.csv").toString(), "--log=json", "--dryRun", "--limit=9");
    assertEquals(0, run.exitCode(), run.err());
    JsonNode plan = MAPPER.readTree(run.out());
    assertEquals(9, plan.get("images_to_classify").asInt());
    assertEquals(62, plan.get("images_left_for_later").asInt());
  }

  @Test
  void shouldSayInJsonWhatIsWrong() throws Exception {
    Path file = Files.writeString(temp.resolve("job.args"), "--log=json\n--input=/nowhere\n");
    Run run = run("classify", "@" + file, "--output=" + temp.resolve("x.csv"), "--model=" + model);
    assertEquals(ExitCode.NO_INPUT.code(), run.exitCode(), run.err());
    JsonNode error = of("imagebeam", run.events()).get(0);
    assertEquals("ERROR", error.get("level").asText());
    assertTrue(error.get("message").asText().startsWith("nothing matches '/nowhere'"), run.err());
    Run text = run("classify", "@" + file, "--log=text", "--output=x.csv", "--model=" + model);
    assertTrue(text.err().contains("imagebeam: nothing matches '/nowhere'"), text.err());
  }

  @Test
  void shouldLogChunksInTextWhereThatIsAskedFor() throws Exception {
    Run run = classify(temp.resolve("x.csv").toString(), "--logLevel=info", "--quiet");
    assertTrue(run.err().contains(" INFO ChunkLog - "), run.err());
    assertTrue(run.out().startsWith("classified 70, failed 1 (decode 1), in "), run.out());
  }
}
