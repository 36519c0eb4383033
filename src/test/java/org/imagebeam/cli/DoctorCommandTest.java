package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.testing.ChildProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  private static final List<String> TOPICS =
      List.of(
          "imagebeam",
          "Java",
          "flags",
          "environment",
          "system",
          "processor",
          "memory",
          "open files",
          "libraries",
          "model cache",
          "temporary",
          "home",
          "TensorFlow",
          "oneDNN",
          "int8",
          "precision",
          "Beam",
          "classify");

  @TempDir Path temp;
  private Path home;
  private Path temporary;

  @BeforeEach
  void makeFolders() throws IOException {
    home = Files.createDirectory(temp.resolve("home"));
    temporary = Files.createDirectory(temp.resolve("tmp"));
  }

  private ChildProgram child() {
    return new ChildProgram(temp)
        .flags("-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary, "-Xmx512m");
  }

  @Test
  void shouldUnpackLibrariesAndFindThisMachineReady() throws Exception {
    Path libraries = temp.resolve("libraries");
    ChildProgram.Result unpacked =
        child().run(Main.class, "doctor", "--unpackTo=" + libraries.getFileName());
    assertEquals(0, unpacked.code(), unpacked.toString());
    assertEquals(List.of(), unpacked.err());
    long bytes = 0;
    try (Stream<Path> files = Files.list(libraries)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    assertEquals(
        List.of(String.format("%s: %,d bytes of native libraries", libraries, bytes)),
        unpacked.out());

    Map<String, String> environment = Map.of("IMAGEBEAM_LIBRARIES", libraries.toString());
    ChildProgram.Result ready = child().environment(environment).run(Main.class, "doctor");
    assertEquals(0, ready.code(), ready.toString());
    List<String> lines = ready.out();
    assertEquals("ready", lines.get(lines.size() - 1));
    assertEquals(
        TOPICS,
        lines.stream().limit(lines.size() - 1L).map(l -> l.substring(2, 14).strip()).toList());
    assertTrue(lines.contains("  TensorFlow   2.18.0 is loaded"), lines.toString());
    assertTrue(
        line(lines, "libraries").matches("  libraries    " + libraries + ": .*MB are unpacked"),
        lines.toString());
    assertTrue(
        line(lines, "classify")
            .matches("  classify     the embedded model takes the sample for 'Egyptian cat' .*"),
        lines.toString());
    assertTrue(
        line(lines, "flags").matches("- flags        lacks .*-XX:-UsePerfData.*"),
        lines.toString());
    assertTrue(line(lines, "home").startsWith("  home         " + home + ": "), lines.toString());
    assertFalse(Files.exists(home.resolve(".javacpp")));

    ChildProgram.Result json = child().environment(environment).run(Main.class, "doctor", "--json");
    JsonNode told = new ObjectMapper().readTree(String.join("\n", json.out()));
    assertTrue(told.get("ready").booleanValue());
    assertEquals(TOPICS, told.get("findings").findValuesAsText("topic"));
    assertEquals("remark", told.get("findings").get(2).get("level").textValue());
  }

  @Test
  void shouldSayWhatToDoWhereTheLibrariesHaveNoPlace() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    ChildProgram.Result result =
        child()
            .environment(Map.of("IMAGEBEAM_LIBRARIES", file.toString()))
            .run(Main.class, "doctor");
    assertEquals(16, result.code(), result.toString());
    List<String> lines = result.out();
    assertEquals("not ready: see the lines with '!'", lines.get(lines.size() - 1));
    String problem =
        "TensorFlow's libraries can't be unpacked: "
            + file
            + " can't be made, as "
            + file
            + " is no folder. Make room, or set IMAGEBEAM_LIBRARIES=FOLDER, a folder on a disk that"
            + " programs may be run from";
    assertEquals("! libraries    " + problem, line(lines, "libraries"));
    assertEquals("! TensorFlow   " + problem, line(lines, "TensorFlow"));
    assertEquals(List.of(), result.err());
  }

  @Test
  void shouldSayWhatIsLeftAndWhatCannotBeWritten() throws Exception {
    Path left = Files.createDirectories(home.resolve(".javacpp/cache/x.jar"));
    Files.write(left.resolve("x.so"), new byte[2_500_000]);
    Path file = Files.createFile(temp.resolve("file"));
    ChildProgram.Result result =
        child()
            .flags("-Djava.io.tmpdir=" + temp + "/missing/below")
            .environment(
                Map.of("XDG_CACHE_HOME", file.toString(), "IMAGEBEAM_LIBRARIES", file.toString()))
            .run(Main.class, "doctor");
    assertEquals(16, result.code(), result.toString());
    assertEquals(
        "- JavaCPP      "
            + home
            + "/.javacpp/cache holds 2.5 MB, which this version no longer uses: remove it if no other"
            + " program of yours does",
        line(result.out(), "JavaCPP"));
    assertTrue(
        line(result.out(), "model cache")
            .matches(
                "- model cache  " + file + "/imagebeam \\(not made yet\\): .*XDG_CACHE_HOME.*"),
        result.toString());
    assertTrue(
        line(result.out(), "temporary").matches("- temporary    .* set TMPDIR to a folder .*"),
        result.toString());
  }

  private static String line(List<String> lines, String topic) {
    return lines.stream()
        .filter(line -> line.substring(2).startsWith(topic + " "))
        .findFirst()
        .orElse("no line of " + topic + " in " + lines);
  }
}
