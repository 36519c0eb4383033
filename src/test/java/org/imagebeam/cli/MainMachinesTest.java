package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.local.OpenFiles;
import org.imagebeam.session.NativeLibraries;
import org.imagebeam.testing.ChildProgram;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program on machines that forbid something. */
class MainMachinesTest {
  private static final String IMAGE = "testdata/images/animals/chelsea.jpg";
  private static final String DONE = "classified 1, failed 0, in ";

  /** The libraries, unpacked ahead. */
  @TempDir static Path libraries;

  @TempDir Path temp;
  private Path folder;
  private Path home;
  private Path temporary;
  private Path rows;

  @BeforeAll
  static void unpack() throws IOException {
    NativeLibraries.unpackTo(libraries);
  }

  @BeforeEach
  void makeFolders() throws IOException {
    folder = Files.createDirectory(temp.resolve("work"));
    home = Files.createDirectory(temp.resolve("home"));
    temporary = Files.createDirectory(temp.resolve("tmp"));
    rows = Files.createDirectory(temp.resolve("rows")).resolve("x.csv");
  }

  private ChildProgram child() {
    return new ChildProgram(folder)
        .flags(
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-Duser.home=" + home,
            "-Djava.io.tmpdir=" + temporary);
  }

  private ChildProgram unpacked() {
    return child().environment(Map.of("IMAGEBEAM_LIBRARIES", libraries.toString()));
  }

  private ChildProgram.Result classify(ChildProgram child, String... more) throws Exception {
    String[] common = {
      "classify", "--input=" + Path.of(IMAGE).toAbsolutePath(), "--output=" + rows
    };
    return child.run(
        Main.class, Stream.of(common, more).flatMap(Stream::of).toArray(String[]::new));
  }

  private void assertClassified(ChildProgram.Result result) throws IOException {
    assertEquals(0, result.code(), result.toString());
    String table = Files.readString(rows, StandardCharsets.UTF_8);
    assertTrue(table.contains("Egyptian cat"), table);
    assertTrue(
        result.out().stream().anyMatch(line -> line.startsWith(DONE)), result.out().toString());
    assertEquals(List.of(), result.err().stream().filter(l -> l.startsWith("\tat ")).toList());
  }

  @Test
  void shouldUnpackNothingWhereTheLibrariesAreThere() throws Exception {
    assertClassified(classify(readOnly()));
    assertEquals(List.of(), all(folder));
    ChildProgram.Result fetched = classify(readOnly(), "--model=inception-v3");
    assertEquals(2, fetched.code(), fetched.toString());
    assertEquals(1, fetched.err().size(), fetched.toString());
    assertTrue(
        fetched.err().get(0).endsWith(": name another folder, or set XDG_CACHE_HOME"),
        fetched.toString());
  }

  /** Nothing but the folder of the rows can be written, and there is no home. */
  private ChildProgram readOnly() {
    return unpacked()
        .flags("-Duser.home=?")
        .disk(temporary, "size=64k,ro")
        .disk(home, "size=64k,ro")
        .disk(folder, "size=64k,ro");
  }

  @Test
  void shouldSayWhichLibraryAReadOnlyFolderLacks() throws Exception {
    Path partly = Files.createDirectory(temp.resolve("partly"));
    ChildProgram.Result result =
        classify(
            child()
                .environment(Map.of("IMAGEBEAM_LIBRARIES", partly.toString()))
                .disk(partly, "size=64k,ro"));
    assertEquals(13, result.code(), result.toString());
    assertEquals(
        List.of(
            "imagebeam: TensorFlow's libraries can't be unpacked: "
                + partly
                + " lacks libtensorflow_cc.so.2 and can't be written. Make room, or set"
                + " IMAGEBEAM_LIBRARIES=FOLDER, a folder on a disk that programs may be run from"
                + " ('imagebeam doctor --unpackTo=FOLDER' fills one beforehand)"),
        result.err());
    assertFalse(Files.exists(rows));
  }

  @Test
  void shouldMakeNoFolderInTheCurrentOneForAUserWithoutAHome() throws Exception {
    ChildProgram child = unpacked().flags("-Duser.home=?");
    ChildProgram.Result result = child.run(Main.class, "model", "inspect", "embedded");
    assertEquals(0, result.code(), result.toString());
    assertEquals(List.of(), all(folder));
    assertClassified(classify(unpacked().flags("-Duser.home=?")));
    assertEquals(List.of(), all(folder));
  }

  @Test
  void shouldDoWithoutTemporaryFiles() throws Exception {
    assertClassified(classify(unpacked().flags("-Djava.io.tmpdir=" + temp + "/missing")));
  }

  @Test
  void shouldSayOnceWhereTheLibrariesGoWithoutAHome() throws Exception {
    ChildProgram.Result first = classify(child().flags("-Duser.home=?"));
    assertClassified(first);
    List<String> told = first.err().stream().filter(l -> l.contains("libraries")).toList();
    assertEquals(1, told.size(), first.toString());
    assertTrue(
        told.get(0)
            .matches(
                ".* WARN JavaCppLibraries - TensorFlow's libraries, 50[0-9] MB, are unpacked to "
                    + temporary
                    + "/imagebeam-\\w+/cache/\\.native/tensorflow-\\w+, as this user has no home"
                    + " folder that can be written; IMAGEBEAM_LIBRARIES=FOLDER names another"
                    + " folder"),
        told.get(0));
    Files.delete(rows);
    ChildProgram.Result second = classify(child().flags("-Duser.home=?"));
    assertClassified(second);
    assertEquals(
        List.of(), second.err().stream().filter(line -> line.contains("libraries")).toList());
  }

  /** The room goes while they are unpacked, and comes back. */
  @Test
  void shouldGoOnOnceThereIsRoomAgain() throws Exception {
    Path enough = Files.createDirectory(temp.resolve("enough"));
    Path full = Files.createDirectory(temp.resolve("full"));
    ChildProgram.Result failed =
        classify(child().disk(full, "size=300m").flags("-Dimagebeam.libraries=" + full));
    assertEquals(13, failed.code(), failed.toString());
    assertEquals(1, failed.err().size(), failed.toString());
    assertTrue(
        failed
            .err()
            .get(0)
            .matches(
                "imagebeam: TensorFlow's libraries can't be unpacked: "
                    + full
                    + " lacks libtensorflow_cc.so.2 and needs [0-9,]+ bytes, and [0-9,]+ are free"
                    + " on that disk\\. Make room, or set IMAGEBEAM_LIBRARIES=FOLDER.*"),
        failed.err().get(0));
    assertClassified(classify(child().flags("-Dimagebeam.libraries=" + enough)));
    assertEquals(7, all(enough).size());
  }

  @Test
  void shouldSayThatItMayOpenTooFewFiles() throws Exception {
    for (int most : List.of(24, 64)) {
      ChildProgram.Result result = classify(unpacked().openFiles(most));
      assertEquals(13, result.code(), result.toString());
      assertEquals(List.of("imagebeam: " + OpenFiles.ADVICE), result.err());
    }
    assertClassified(classify(unpacked().openFiles(512)));
  }

  @Test
  void shouldNameTheOptionForACacheThatCannotBeWritten() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    Path model = Files.createFile(temp.resolve("model.tgz"));
    ChildProgram.Result result =
        classify(
            unpacked().environment(Map.of("XDG_CACHE_HOME", file.toString())), "--model=" + model);
    assertEquals(7, result.code(), result.toString());
    assertEquals(1, result.err().size(), result.toString());
    String line = result.err().get(0);
    assertTrue(line.startsWith("imagebeam: cannot write " + file + "/imagebeam/.model-"), line);
    assertTrue(line.endsWith(" (--modelCache=FOLDER names another folder for the cache)"), line);
  }

  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> !path.equals(folder)).toList();
    }
  }
}
