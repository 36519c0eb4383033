package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.local.ExitCode;
import org.junit.jupiter.api.Test;

class CheckpointCommandTest extends CheckpointCommandFixture {
  @Test
  void shouldListInOrder() throws IOException {
    Files.setLastModifiedTime(
        run.resolve("model.ckpt-100.index"), FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    Files.setLastModifiedTime(
        run.resolve("model.ckpt-200.index"), FileTime.from(Instant.parse("2026-01-02T03:05:06Z")));
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      Files.copy(run.resolve("model.ckpt-100" + end), run.resolve("kept-7" + end));
    }
    Files.setLastModifiedTime(
        run.resolve("kept-7.index"), FileTime.from(Instant.parse("2025-01-01T00:00:00Z")));
    Files.delete(run.resolve("model.ckpt-100.data-00000-of-00001"));
    assertEquals(0, run("checkpoint", "list", run.toString()), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(4, lines.size(), out.toString());
    assertTrue(lines.get(0).matches(" +CHECKPOINT +STEP +TIME +BYTES +WHOLE"), lines.get(0));
    assertTrue(
        lines.get(1).matches(" +" + path("kept-7") + " +7  2025-01-01T00:00:00Z +\\d+  yes"),
        lines.get(1));
    assertTrue(
        lines
            .get(2)
            .matches(
                " +"
                    + path("model.ckpt-100")
                    + " +100  2026-01-02T03:04:05Z +[\\d,]+  no: "
                    + path("model.ckpt-100.data-00000-of-00001")
                    + " does not exist, which holds tensor 'W'"),
        lines.get(2));
    assertTrue(
        lines
            .get(3)
            .matches(
                "\\*  " + path("model.ckpt-200") + " +200  2026-01-02T03:05:06Z +[\\d,]+  yes"),
        lines.get(3));
    long bytes = 0;
    for (String end : List.of(".index", ".data-00000-of-00001", ".meta")) {
      bytes += Files.size(run.resolve("model.ckpt-200" + end));
    }
    assertTrue(
        lines.get(3).contains(String.format(Locale.ROOT, " %,d ", bytes)), lines.get(3) + bytes);
  }

  @Test
  void shouldPrintTheNewest() throws IOException {
    assertEquals(0, run("checkpoint", "latest", run.toString()), err.toString());
    assertEquals(path("model.ckpt-200") + System.lineSeparator(), out.toString());
    Files.delete(run.resolve("model.ckpt-200.index"));
    assertFails(
        ExitCode.CHECKPOINT_NOT_FOUND,
        "its file 'checkpoint' names " + path("model.ckpt-200") + ", which is not there",
        "latest",
        run.toString());
    assertFails(
        ExitCode.CHECKPOINT_NOT_FOUND,
        "there is no newest checkpoint in " + folder + ": it has no file 'checkpoint'",
        "latest",
        folder.toString());
    Files.writeString(run.resolve("checkpoint"), "garbage");
    assertFails(ExitCode.CHECKPOINT_DAMAGED, "is not the state", "latest", run.toString());
  }

  @Test
  void shouldShowTheTensors() throws IOException {
    assertEquals(0, run("checkpoint", "show", run.toString()), err.toString());
    assertEquals(
        List.of(
            path("model.ckpt-200") + ": 4 tensors, 48 bytes",
            "",
            "TENSOR                      DTYPE    SHAPE  BYTES",
            "W                           float32  2x2       16",
            "W/ExponentialMovingAverage  float32  2x2       16",
            "b                           float32  2          8",
            "b/ExponentialMovingAverage  float32  2          8"),
        out.toString().lines().toList());
    JsonNode json = json("checkpoint", "show", path("model.ckpt-100"), "--json");
    assertEquals(path("model.ckpt-100"), json.get("checkpoint").asText());
    assertEquals(
        new ObjectMapper()
            .readTree("{\"name\":\"W\",\"dtype\":\"float32\",\"shape\":[2,2],\"bytes\":16}"),
        json.get("tensors").get(0));
    assertEquals(4, json.get("tensors").size());
  }

  @Test
  void shouldShowATensorsValues() throws IOException {
    assertEquals(0, run("checkpoint", "show", run.toString(), "W"), err.toString());
    assertEquals(
        List.of("W: float32 2x2, 16 bytes", "[0] 200.0 201.0", "[1] 202.0 203.0"),
        out.toString().lines().toList());
    assertEquals(
        new ObjectMapper()
            .readTree(
                "{\"name\":\"b\",\"dtype\":\"float32\",\"shape\":[2],\"values\":[-200.0,-201.0]}"),
        json("checkpoint", "show", run.toString(), "b", "--json"));
    assertFails(ExitCode.CHECKPOINT_NOT_FOUND, "has no tensor 'w'", "show", run.toString(), "w");
  }

  @Test
  void shouldVerify() throws IOException {
    assertEquals(0, run("checkpoint", "verify", run.toString()), err.toString());
    assertEquals(
        path("model.ckpt-200") + ": 4 tensors, 48 bytes, all sound", out.toString().strip());
    Path data = run.resolve("model.ckpt-200.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[33] ^= 1;
    Files.write(data, bytes);
    assertFails(
        ExitCode.CHECKPOINT_DAMAGED,
        data + " is damaged: the checksum of tensor 'b' (bytes 32 to 40) is not the stored one",
        "verify",
        run.toString());
    Files.write(run.resolve("model.ckpt-200.index"), new byte[9]);
    assertFails(
        ExitCode.CHECKPOINT_DAMAGED, "it has 9 bytes and was cut short", "verify", run.toString());
    assertFails(
        ExitCode.CHECKPOINT_NOT_FOUND,
        "there is no checkpoint " + path("x") + ": " + path("x.index") + " does not exist",
        "verify",
        path("x"));
  }

  @Test
  void shouldAskForWhatIsMissing() {
    assertFails(
        ExitCode.USAGE, "Missing required option: '--output=PREFIX'", "average", run.toString());
    assertFails(
        ExitCode.USAGE,
        "Missing required option: '--outputs=NODES'",
        "freeze",
        run.toString(),
        "--output=x");
    assertFails(ExitCode.USAGE, "Missing required parameter: 'PREFIX|DIR'", "verify");
    assertFails(ExitCode.USAGE, "OLD=NEW", "rename", run.toString(), "--output=x");
    assertFails(ExitCode.USAGE, "which command? (imagebeam checkpoint --help");
    assertFails(
        ExitCode.CHECKPOINT_NOT_FOUND, "there is no folder " + path("none"), "list", path("none"));
  }

  @Test
  void shouldTakeAnyFileForThePrefix() throws IOException {
    for (String file :
        List.of(
            "model.ckpt-200.index",
            "model.ckpt-200.data-00000-of-00001",
            "model.ckpt-200.meta",
            "checkpoint")) {
      JsonNode shown = json("checkpoint", "show", path(file), "--json");
      assertEquals(path("model.ckpt-200"), shown.path("checkpoint").asText(), file);
      out.getBuffer().setLength(0);
      assertEquals(0, run("checkpoint", "latest", path(file)), err.toString());
      assertEquals(path("model.ckpt-200"), out.toString().strip());
      String frozen = folder.resolve("by-file.pb").toString();
      assertEquals(
          0,
          run("checkpoint", "freeze", path(file), "--outputs=scores", "--output=" + frozen),
          err.toString());
      String renamed = folder.resolve("by-file").toString();
      assertEquals(
          0, run("checkpoint", "rename", path(file), "W=V", "--output=" + renamed), err.toString());
      assertEquals(
          0, run("checkpoint", "average", path(file), "--output=" + renamed), err.toString());
      assertEquals(0, run("checkpoint", "verify", path(file)), err.toString());
      assertEquals(0, run("checkpoint", "list", path(file)), err.toString());
    }
  }

  @Test
  void shouldNotNameAsTheLatestWhatCanNotBeShown() throws IOException {
    Files.delete(run.resolve("model.ckpt-200.data-00000-of-00001"));
    assertFails(
        ExitCode.CHECKPOINT_NOT_FOUND,
        path("model.ckpt-200.data-00000-of-00001") + " does not exist",
        "latest",
        run.toString());
    Files.write(run.resolve("model.ckpt-200.index"), new byte[9]);
    assertFails(ExitCode.CHECKPOINT_DAMAGED, "was cut short", "latest", run.toString());
    Files.delete(run.resolve("model.ckpt-200.index"));
    Files.writeString(
        run.resolve("model.ckpt-200"), "no table at all, and of some length: 48 bytes");
    assertFails(ExitCode.CHECKPOINT_DAMAGED, "is damaged", "latest", run.toString());
    assertFails(ExitCode.CHECKPOINT_DAMAGED, "is damaged", "show", run.toString());
  }

  @Test
  void shouldCallASavedModelByItsName() throws IOException {
    Path model = Files.createDirectories(folder.resolve("exported"));
    Files.write(model.resolve("saved_model.pb"), new byte[] {8, 1});
    for (String[] command :
        new String[][] {
          {"show"},
          {"verify"},
          {"latest"},
          {"list"},
          {"freeze", "--outputs=y", "--output=x.pb"},
          {"average", "--output=x"},
          {"rename", "--output=x", "a=b"}
        }) {
      List<String> args = new ArrayList<>(List.of(command));
      args.add(1, model.toString());
      assertFails(
          ExitCode.CHECKPOINT_UNFIT,
          model + " is a SavedModel and no checkpoint",
          args.toArray(String[]::new));
    }
    for (String given : List.of(model.toString(), model.resolve("saved_model.pb").toString())) {
      err.getBuffer().setLength(0);
      assertEquals(ExitCode.MODEL_UNUSABLE.code(), run("model", "inspect", given), err.toString());
      assertTrue(
          err.toString().contains("saved_model.pb is damaged: it holds no graph"), err.toString());
    }
  }
}
