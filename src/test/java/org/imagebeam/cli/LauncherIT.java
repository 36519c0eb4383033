package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Launched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
  @TempDir Path temp;

  @Test
  void shouldClassifyTheTestImagesByTheArgumentFile() throws Exception {
    Launched run =
        Launched.start(
            Launched.PROJECT,
            Map.of(),
            "@pipelines/classify.args",
            "--output=" + temp + "/x.csv",
            "--topK=1");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err(), "nothing went wrong");
    List<String> said = run.out().lines().toList();
    assertTrue(said.get(0).startsWith("classified 4, failed 1 (decode 1), in "), run.out());
    assertEquals(4, said.size(), run.out());
    List<String> rows = Files.readAllLines(temp.resolve("x.csv"));
    assertRow(rows.get(1), "animals/chelsea.jpg", "Egyptian cat", 0.80f, 285, "n02124075");
    assertRow(rows.get(2), "camera", "tripod", 0.95f, 872, "n04485082");
    assertRow(rows.get(3), "chelsea.png", "Egyptian cat", 0.78f, 285, "n02124075");
    assertRow(rows.get(4), "coffee.jpg", "espresso", 0.92f, 967, "n07920052");
    assertEquals(5, rows.size());
    List<String> failures = Files.readAllLines(temp.resolve("x.failures.csv"));
    assertEquals(2, failures.size());
    assertTrue(failures.get(1).contains("testdata/images/broken.jpg"), failures.get(1));
  }

  @Test
  void shouldHandOnTheExitCodeFromAnyFolderAndThroughALink() throws Exception {
    Path link = temp.resolve("a link");
    Files.createSymbolicLink(link, Launched.PROJECT.resolve("scripts/imagebeam"));
    Launched run =
        Launched.start(link, temp, Map.of(), "classify", "--input=none", "--output=x.csv");
    assertEquals(ExitCode.NO_INPUT.code(), run.exitCode());
    assertEquals(1, run.err().lines().filter(line -> line.startsWith("imagebeam: ")).count());
    assertTrue(run.err().contains("nothing matches 'none'"), run.err());
  }

  @Test
  void shouldReadNamesOfAllKindsUnderThePosixLocale() throws Exception {
    Path photos = Files.createDirectory(temp.resolve("photos"));
    for (String name : List.of("猫 кот.png", "a,b \"c\".png", "naïve[1]*.png")) {
      Files.write(photos.resolve(name), Images.png(30, 30, 1));
    }
    Launched run =
        Launched.start(
            temp,
            Map.of("LC_ALL", "C", "LANG", "C"),
            "classify",
            "--input=photos",
            "--output=x.csv");
    assertEquals(0, run.exitCode(), run.err());
    String rows = Files.readString(temp.resolve("x.csv"));
    assertTrue(rows.contains("photos/猫 кот.png,"), rows);
    assertTrue(rows.contains("photos/a,b \"\"c\"\".png\","), rows);
    assertTrue(rows.contains("photos/naïve[1]*.png,"), rows);
  }

  @Test
  void shouldKeepWhatLibjpegWritesFromTheScreen() throws Exception {
    Path photos = Files.createDirectory(temp.resolve("photos"));
    byte[] jpeg = Images.jpeg(64, 64, 1);
    Files.write(photos.resolve("sound.jpg"), jpeg);
    Files.write(photos.resolve("half.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
    for (int i = 1; i < 6; i++) {
      byte[] broken = jpeg.clone();
      Arrays.fill(broken, jpeg.length - 40 * i, jpeg.length - 40 * i + 12, (byte) 0xa5);
      Files.write(photos.resolve("broken" + i + ".jpg"), broken);
    }
    Launched run = Launched.start(temp, Map.of(), "classify", "--input=photos", "--output=x.csv");
    assertEquals(0, run.exitCode(), run.err());
    for (String words : List.of("Corrupt", "Premature", "JPEG library", "JPEG data")) {
      assertFalse(run.err().contains(words), run.err());
    }
  }

  @Test
  void shouldSayWhichJavaItNeeds() throws Exception {
    Launched run = Launched.start(temp, Map.of("JAVA_HOME", temp.toString()), "classify");
    assertEquals(69, run.exitCode());
    assertTrue(run.err().contains("there is no Java at " + temp + "/bin/java"), run.err());
  }

  @Test
  void shouldKnowAnOldJavaByItsFileOrByAskingIt() throws Exception {
    Path java = Files.createDirectory(temp.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertTrue(java.toFile().setExecutable(true));
    assertEquals("11", refusedVersion());
    Path release = temp.resolve("release");
    Files.writeString(release, "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_392\"\n");
    assertEquals("8", refusedVersion());
    Files.writeString(release, "of something else\n");
    assertEquals("11", refusedVersion());
  }

  private String refusedVersion() throws Exception {
    Launched run = Launched.start(temp, Map.of("JAVA_HOME", temp.toString()), "classify");
    assertEquals(69, run.exitCode());
    return run.err().replaceAll("(?s).* is version (\\d+), and 17 or later is needed.*", "$1");
  }

  @Test
  void shouldPassOnJvmFlags() throws Exception {
    Launched run =
        Launched.start(
            temp, Map.of("IMAGEBEAM_JAVA_OPTS", "-Xmx64m -XshowSettings:vm"), "--version");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("Max. Heap Size: 64.00M"), run.err());
    assertTrue(run.out().startsWith("imagebeam "), run.out());
  }

  @Test
  void shouldStartJavaAsTheFilesOfDistSay() throws Exception {
    Path arguments = temp.resolve("x.args");
    Files.writeString(
        arguments,
        "# A comment\n\nclassify --topK=1\n--input=" + Launched.PROJECT + "/testdata/images\n");
    Map<String, String> unset =
        Map.of(
            "MALLOC_ARENA_MAX", "",
            "MALLOC_MMAP_THRESHOLD_", "",
            "TF_ENABLE_ONEDNN_OPTS", "",
            "IMAGEBEAM_JAVA_OPTS", "");
    JsonNode byFile = jvmOf(unset, "@" + arguments);
    List<String> options = Files.readAllLines(Launched.PROJECT.resolve("src/dist/jvm.options"));
    options.removeIf(line -> line.isBlank() || line.startsWith("#"));
    assertEquals(12, options.size());
    assertEquals(options, texts(byFile.get("flags")).subList(0, options.size()));
    assertEquals(
        "{\"MALLOC_ARENA_MAX\":\"1\",\"MALLOC_MMAP_THRESHOLD_\":\"1572864\","
            + "\"TF_ENABLE_ONEDNN_OPTS\":\"1\",\"TF_OVERRIDE_GLOBAL_THREADPOOL\":\"1\"}",
        byFile.get("environment").toString());

    JsonNode otherwise =
        jvmOf(
            Map.of("MALLOC_ARENA_MAX", "3", "IMAGEBEAM_JAVA_OPTS", "-XX:+UseParallelGC"),
            "classify",
            "--input=" + Launched.PROJECT + "/testdata/images");
    List<String> flags = texts(otherwise.get("flags"));
    assertEquals(options.subList(0, 7), flags.subList(0, 7));
    assertTrue(flags.contains("-XX:+UseParallelGC"), flags.toString());
    assertFalse(flags.contains("-XX:+UseSerialGC"), flags.toString());
    assertFalse(flags.contains("-XX:NewRatio=1"), flags.toString());
    assertEquals("3", otherwise.get("environment").get("MALLOC_ARENA_MAX").asText());

    JsonNode sized =
        jvmOf(
            Map.of("IMAGEBEAM_JAVA_OPTS", "-Xmx1g"),
            "classify",
            "--input=" + Launched.PROJECT + "/testdata/images");
    flags = texts(sized.get("flags"));
    assertEquals(options.subList(0, 11), flags.subList(0, 11));
    assertFalse(flags.contains("-XX:MaxNewSize=128m"), flags.toString());
  }

  @Test
  void shouldSayWhatItLacksWhereItStandsAlone() throws Exception {
    Path root = temp.toRealPath();
    Path script = Files.createDirectory(root.resolve("scripts")).resolve("imagebeam");
    Files.copy(
        Launched.PROJECT.resolve("scripts/imagebeam"), script, StandardCopyOption.COPY_ATTRIBUTES);
    Launched run = Launched.start(script, temp, Map.of(), "--version");
    assertEquals(69, run.exitCode());
    assertEquals(
        "imagebeam: there is no "
            + root
            + "/src/dist/jvm.options. Keep the folders scripts and src/dist together, as in the"
            + " repository",
        run.err().strip());
  }

  private JsonNode jvmOf(Map<String, String> environment, String... args) throws Exception {
    Path folder = Files.createTempDirectory(temp, "run");
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--output=" + folder.resolve("x.csv"));
    Launched run = Launched.start(temp, environment, all.toArray(String[]::new));
    assertEquals(0, run.exitCode(), run.err());
    return new ObjectMapper().readTree(folder.resolve("x.csv.metrics.json").toFile()).get("jvm");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  @Test
  void shouldDoWithoutAnArchiveOfAnotherJar() throws Exception {
    Path jar = temp.resolve("a.jar");
    Files.copy(Launched.PROJECT.resolve("target/imagebeam.jar"), jar);
    Path archive = temp.resolve("a.jsa");
    Launched first =
        Launched.start(
            temp,
            Map.of(
                "IMAGEBEAM_JAR",
                jar.toString(),
                "IMAGEBEAM_JAVA_OPTS",
                "-Xlog:disable -XX:ArchiveClassesAtExit=" + archive),
            "--version");
    assertEquals(0, first.exitCode(), first.err());
    assertTrue(Files.size(archive) > 0);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    Launched run = Launched.start(temp, Map.of("IMAGEBEAM_JAR", jar.toString()), "--version");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    assertTrue(run.out().startsWith("imagebeam "), run.out());
  }

  @Test
  void shouldRunTheQuickstart() throws Exception {
    Launched run = Launched.start(Launched.PROJECT.resolve("scripts/quickstart"), temp, Map.of());
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("chelsea.png   0.78"), run.out());
    assertTrue(run.out().contains("Egyptian cat"), run.out());
    assertTrue(run.out().contains("espresso"), run.out());
    assertTrue(run.out().contains("tripod"), run.out());
    assertTrue(run.out().contains("images/broken.jpg    failed  the JPEG file"), run.out());
    assertTrue(run.out().contains("/target/quickstart/results.csv"), run.out());
  }

  private static void assertRow(
      String row, String path, String label, float score, int node, String synset)
      throws IOException {
    String[] cells = row.split(",", -1);
    assertTrue(cells[0].endsWith("testdata/images/" + path), row);
    assertEquals(label, cells[4], row);
    assertEquals(score, Float.parseFloat(cells[5]), 0.01f, row);
    assertEquals(Integer.toString(node), cells[6], row);
    assertEquals(synset, cells[7], row);
  }
}
