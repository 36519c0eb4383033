package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.download.FetchLog;
import org.imagebeam.model.ModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {
  @TempDir Path cache;

  @Test
  void shouldPrintTheCatalogue() {
    String text = run();
    List<String> lines = text.lines().toList();
    assertTrue(lines.get(0).matches("NAME +BYTES +HERE +LICENCE +FOR"), text);
    assertTrue(
        lines.get(1).matches("embedded +4,894,190 +in the jar +Apache-2.0 +EfficientNet.*"), text);
    assertTrue(
        lines.get(2).matches("inception-v3 +88,931,400 +no +Apache-2.0 +Inception v3.*"), text);
    assertTrue(text.contains("  http://download.tensorflow.org/models/image/imagenet/"), text);
    assertTrue(text.contains("  archive  SHA-256 not known; recorded at the first fetch"), text);
    assertTrue(text.contains("  graph    SHA-256 009d6814d1bc"), text);
  }

  @Test
  void shouldPrintJson() throws IOException {
    JsonNode json = new ObjectMapper().readTree(run("--json"));
    assertEquals(2, json.size());
    assertTrue(json.get(0).get("here").asBoolean());
    assertEquals(0, json.get(0).get("addresses").size());
    JsonNode inception = json.get(1);
    assertEquals("inception-v3", inception.get("name").asText());
    assertEquals(88_931_400, inception.get("bytes").asLong());
    assertEquals(2, inception.get("addresses").size());
    assertEquals(64, inception.get("graph_sha256").asText().length());
    assertFalse(inception.get("here").asBoolean());
    assertFalse(inception.has("sha256"));
  }

  @Test
  void shouldSayWhatIsHere() throws IOException {
    Path folder = Files.createDirectory(cache.resolve("inception-v3"));
    Files.writeString(folder.resolve(ModelFolder.GRAPH), "1234");
    new FetchLog(cache)
        .put(
            new FetchLog.Entry(
                "inception-v3",
                "http://x",
                "http://x",
                9,
                "abc",
                null,
                null,
                List.of(new FetchLog.FileDigest(ModelFolder.GRAPH, 4, "def"))));
    assertTrue(run().lines().toList().get(2).contains(" yes "));
    Files.writeString(folder.resolve(ModelFolder.GRAPH), "123");
    assertTrue(run().lines().toList().get(2).contains(" no "));
  }

  private String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = new String[args.length + 3];
    all[0] = "model";
    all[1] = "list";
    all[2] = "--modelCache=" + cache;
    System.arraycopy(args, 0, all, 3, args.length);
    int code =
        new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true)).run(all);
    assertEquals(0, code, err.toString());
    return out.toString();
  }
}
