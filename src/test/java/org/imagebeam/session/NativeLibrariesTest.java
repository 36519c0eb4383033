package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.SerializableUtils;
import org.imagebeam.cli.Main;
import org.imagebeam.testing.ChildProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
  /** Room for snappy's library and not for TensorFlow's. */
  private static final String SMALL = "size=4m";

  private static final String LOCKED = "size=900m,noexec";

  @TempDir Path temp;
  private Path folder;
  private Path home;
  private Path temporary;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = Files.createDirectory(temp.resolve("work"));
    home = Files.createDirectory(temp.resolve("home"));
    temporary = Files.createDirectory(temp.resolve("tmp"));
  }

  /** Loads snappy as Beam does, says what was chosen, and ends as if killed. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      NativeLibraries.prepare();
      byte[] bytes = SerializableUtils.serializeToByteArray("x");
      System.out.println(SerializableUtils.deserializeFromByteArray(bytes, "a string"));
      System.out.println(System.getProperty(JavaCppLibraries.LINK_PATH));
      System.out.println(System.getProperty("org.xerial.snappy.lib.path"));
      System.out.println(System.getProperty(JavaCppLibraries.CACHE_FOLDER));
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
  }

  private static final String JAVACPP = JavaCppLibraries.packed().folderName("tensorflow");
  private static final String SNAPPY = SnappyLibrary.packed().folderName("snappy");

  /** A folder of the libraries in the home's cache. */
  private String own(String name) {
    return home.resolve(".cache/imagebeam/.native").resolve(name).toString();
  }

  private ChildProgram child() {
    return new ChildProgram(folder)
        .flags(
            "-XX:-UsePerfData",
            "-Duser.timezone=UTC",
            "-XX:TieredStopAtLevel=1",
            "-Duser.home=" + home,
            "-Djava.io.tmpdir=" + temporary);
  }

  @Test
  void shouldLeaveNothingAmongTheTemporaryFilesWhenKilled() throws Exception {
    ChildProgram.Result result = child().run(Probe.class);
    assertEquals(List.of("x", own(JAVACPP), own(SNAPPY)), result.out().subList(0, 3));
    assertTrue(Files.size(Path.of(own(SNAPPY), System.mapLibraryName("snappyjava"))) > 0);
    assertEquals(List.of(), all(temporary));
  }

  /** Jars say times without a zone, and JavaCPP compares them with those of the files. */
  @Test
  void shouldKeepApartWhatJavaCppUnpacksInOtherTimeZones() throws Exception {
    Path cache = home.resolve(".cache/imagebeam/.native/javacpp");
    assertEquals(cache.toString(), child().run(Probe.class).out().get(3));
    assertEquals(
        cache.resolve("Asia_Kolkata").toString(),
        child().flags("-Duser.timezone=Asia/Kolkata").run(Probe.class).out().get(3));
    assertEquals(cache, JavaCppLibraries.ofZone(cache, ZoneId.of("Etc/UTC")));
    assertEquals(cache.resolve("-03_00"), JavaCppLibraries.ofZone(cache, ZoneId.of("-03:00")));
  }

  @Test
  void shouldMendALibraryThatIsDamaged() throws Exception {
    Path snappy = Files.createDirectories(Path.of(own(SNAPPY)));
    Files.writeString(snappy.resolve(System.mapLibraryName("snappyjava")), "half of it");
    assertEquals(
        List.of("x", own(JAVACPP), own(SNAPPY)), child().run(Probe.class).out().subList(0, 3));
  }

  @Test
  void shouldGoToTheTemporaryFilesWithoutAHome() throws Exception {
    for (String none : List.of("?", temp + "/never made", "")) {
      ChildProgram.Result result = child().flags("-Duser.home=" + none).run(Probe.class);
      assertEquals("x", result.out().get(0));
      assertTrue(result.out().get(1).startsWith(temporary + "/imagebeam-"), result.toString());
      assertTrue(result.out().get(2).startsWith(temporary + "/imagebeam-"), result.toString());
      assertEquals(List.of(), all(folder));
      assertFalse(Files.exists(temp.resolve("never made")));
    }
  }

  @Test
  void shouldGoElsewhereWhereTheHomeIsFull() throws Exception {
    ChildProgram.Result result = child().disk(home, SMALL).run(Probe.class);
    assertEquals("x", result.out().get(0));
    assertTrue(result.out().get(1).startsWith(temporary + "/imagebeam-"), result.toString());
    assertTrue(result.out().get(2).startsWith(home + "/.cache/imagebeam/"), result.toString());
  }

  @Test
  void shouldGoElsewhereWhereTheHomeIsReadOnlyOrRunsNoPrograms() throws Exception {
    for (String options : List.of("size=900m,ro", LOCKED)) {
      ChildProgram.Result result = child().disk(home, options).run(Probe.class);
      assertEquals("x", result.out().get(0));
      assertTrue(result.out().get(1).startsWith(temporary + "/imagebeam-"), result.toString());
      assertTrue(result.out().get(2).startsWith(temporary + "/imagebeam-"), result.toString());
    }
  }

  @Test
  void shouldNameTheFoldersWhereTheTemporaryFilesAreFullAndThereIsNoHome() throws Exception {
    ChildProgram.Result result =
        child()
            .flags("-Duser.home=?")
            .disk(temporary, "size=8k")
            .run(
                Main.class,
                "classify",
                "--input=" + folder + "/*.jpg",
                "--output=" + folder.resolve("x.csv"));
    assertEquals(13, result.code(), result.toString());
    assertEquals(1, result.err().size(), result.toString());
    String line = result.err().get(0);
    assertTrue(line.startsWith("imagebeam: TensorFlow's libraries can't be unpacked: "), line);
    assertTrue(line.contains(temporary + "/imagebeam-"), line);
    assertFalse(Files.exists(folder.resolve("x.csv")));
  }

  @Test
  void shouldDoWithoutTemporaryFiles() throws Exception {
    for (String options : List.of("size=4k", "size=4m,ro", "size=4m,noexec")) {
      assertEquals("x", child().disk(temporary, options).run(Probe.class).out().get(0));
    }
  }

  @Test
  void shouldKeepToTheFolderThatIsNamed() throws Exception {
    Path named = temp.resolve("named");
    ChildProgram.Result result =
        child().flags("-D" + JavaCppLibraries.CACHE_FOLDER + "=" + named).run(Probe.class);
    assertEquals(named.resolve(JAVACPP).toString(), result.out().get(1));
    assertEquals(named.toString(), result.out().get(3));
    ChildProgram.Result snappy =
        child().flags("-Dorg.xerial.snappy.tempdir=" + temporary).run(Probe.class);
    assertEquals(List.of("x", own(JAVACPP), "null"), snappy.out().subList(0, 3));
  }

  @Test
  void shouldNameEachFolderAndTheSettingInOneLine() throws Exception {
    ChildProgram.Result result =
        child()
            .flags("-Xmx512m")
            .disk(home, SMALL)
            .disk(temporary, LOCKED)
            .run(Main.class, "classify", "--input=" + image(), "--output=" + temp + "/x.csv");
    assertEquals(13, result.code(), result.toString());
    assertEquals(1, result.err().size(), result.toString());
    String line = result.err().get(0);
    assertTrue(
        line.startsWith(
            "imagebeam: TensorFlow's libraries can't be unpacked: " + own(JAVACPP) + " needs "),
        line);
    assertTrue(line.contains(" are free on that disk; " + temporary + "/imagebeam-"), line);
    assertTrue(
        line.contains("is on a disk that no program may be run from (mounted noexec)"), line);
    assertTrue(line.contains("Make room, or set IMAGEBEAM_LIBRARIES=FOLDER"), line);
    assertFalse(Files.exists(temp.resolve("x.csv")));
  }

  private Path image() throws IOException {
    return Files.write(temp.resolve("a.png"), org.imagebeam.testing.Images.png(30, 30, 1));
  }

  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> !path.equals(folder)).toList();
    }
  }
}
