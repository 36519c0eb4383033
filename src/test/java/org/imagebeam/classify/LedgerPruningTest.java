package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of images that are gone. */
class LedgerPruningTest extends ClassifyPipelineFixture {
  private Path ledger;

  @BeforeEach
  void classify() throws IOException {
    ledger = temp.resolve("ledger");
    addImages(0, 5);
    run(options());
  }

  @Override
  ClassifyOptions options() {
    ClassifyOptions options = super.options();
    options.setOutput(ledger + "/");
    return options;
  }

  private ClassifyOptions prune(String how) {
    ClassifyOptions options = options();
    options.setPrune(how);
    return options;
  }

  private void delete(int... images) throws IOException {
    for (int i : images) {
      Files.delete(Path.of(path(i)));
    }
  }

  private String path(int i) {
    return String.format("%s/p%03d.png", photos, i);
  }

  private List<String> rows(String start) throws IOException {
    Stream.Builder<String> rows = Stream.builder();
    for (String name : names(ledger)) {
      if (name.startsWith(start)) {
        paths(ledger.resolve(name)).forEach(rows);
      }
    }
    return rows.build().toList();
  }

  @Test
  void shouldMarkWhatIsGoneOnce() throws IOException {
    delete(1, 3);
    assertEquals(0, run(options()).ledger().gone(), "not asked for");
    assertEquals(2, run(prune("mark")).ledger().gone());
    assertEquals(List.of(path(1), path(3)), rows("gone-"));
    assertEquals(5, rows("results-").size());
    assertEquals(0, run(prune("mark")).ledger().gone());
    assertEquals(2, rows("gone-").size());
  }

  @Test
  void shouldClassifyWhatWasMarkedAndIsBack() throws IOException {
    byte[] image = Files.readAllBytes(Path.of(path(1)));
    var time = Files.getLastModifiedTime(Path.of(path(1)));
    delete(1);
    run(prune("mark"));
    Files.write(Path.of(path(1)), image);
    Files.setLastModifiedTime(Path.of(path(1)), time);
    assertEquals(1, run(prune("mark")).classified());
    assertEquals(0, run(prune("mark")).classified());
    delete(1);
    assertEquals(1, run(prune("mark")).ledger().gone(), "gone once more");
    assertEquals(List.of(path(1), path(1)), rows("gone-"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "jsonl", "quoted"})
  void shouldDropRowsAndKeepTheBytesOfTheOthers(String form) throws IOException {
    ledger = temp.resolve("others");
    ClassifyOptions options = options();
    options.setFormat(form.equals("jsonl") ? "jsonl" : "");
    options.setCsvSafe(form.equals("quoted"));
    Path table = Path.of(run(options).results());
    List<String> before = Files.readAllLines(table);
    delete(1, 3);
    options.setPrune("drop");
    assertEquals(2, run(options).ledger().gone());
    List<String> kept = before.stream().filter(row -> !row.matches(".*/p00[13].png.*")).toList();
    assertEquals(before.size() - 2, kept.size());
    assertEquals(kept, Files.readAllLines(table));
    String end = form.equals("jsonl") ? "\n" : "\r\n";
    assertEquals(String.join(end, kept) + end, Files.readString(table));
    assertEquals(0, run(options).ledger().gone());
  }

  @Test
  void shouldDeleteTablesWithoutRowsAndTheirEmbeddings() throws IOException {
    ledger = temp.resolve("vectors");
    ClassifyOptions options = options();
    options.setOutputs("both");
    options.setEmbedding("pool_3");
    options.setEmbeddingFormat("npy");
    options.setLimit(2L);
    run(options);
    run(options);
    assertEquals(2, names(ledger).stream().filter(name -> name.endsWith(".npy")).count());
    delete(0, 1);
    options.setPrune("drop");
    run(options);
    assertEquals(List.of(path(2), path(3), path(4)), rows("results-"));
    List<String> vectors = names(ledger).stream().filter(n -> n.endsWith(".npy")).toList();
    assertEquals(2, vectors.size(), "that of the third night is new: " + vectors);
  }

  @Test
  void shouldLeaveRowsOfOtherFoldersAlone() throws IOException {
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.copy(Path.of(path(0)), other.resolve("a.png"));
    ClassifyOptions both = options();
    both.setInput(photos + "," + other);
    run(both);
    Files.delete(other.resolve("a.png"));
    Path beside = temp.resolve("photos2");
    Files.move(photos, beside);
    Files.createDirectory(photos);
    Files.copy(beside.resolve("p000.png"), photos.resolve("p000.png"));
    ClassifyOptions drop = prune("drop");
    drop.setMaxPruneRatio(1);
    assertEquals(4, run(drop).ledger().gone());
    assertEquals(
        List.of(path(0), other + "/a.png", path(0)).stream().sorted().toList(),
        rows("results-").stream().sorted().toList());
  }

  @Test
  void shouldLeaveRowsOfExcludedFilesAlone() throws IOException {
    ClassifyOptions drop = prune("drop");
    drop.setExclude("p001.*");
    assertEquals(0, run(drop).ledger().gone());
    assertEquals(5, rows("results-").size());
  }

  @Test
  void shouldPruneNothingWhereTooMuchIsGone() throws IOException {
    delete(0, 1, 2);
    assertEquals(0, run(prune("drop")).ledger().gone());
    assertEquals(5, rows("results-").size());
    ClassifyOptions all = prune("drop");
    all.setMaxPruneRatio(0.6);
    assertEquals(3, run(all).ledger().gone());
    assertEquals(List.of(path(3), path(4)), rows("results-"));
  }

  @Test
  void shouldLeaveDamagedTablesAlone() throws IOException {
    Path table =
        ledger.resolve(
            names(ledger).stream().filter(n -> n.startsWith("results-")).findFirst().orElseThrow());
    String damaged = Files.readString(table) + "cut,off\r\n";
    Files.writeString(table, damaged);
    delete(1);
    assertEquals(1, run(prune("drop")).ledger().gone());
    assertEquals(damaged, Files.readString(table));
  }

  @Test
  void shouldLeaveTheRowsBelowAFolderOfWhichTooMuchIsGone() throws IOException {
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.copy(Path.of(path(0)), other.resolve("a.png"));
    ClassifyOptions both = prune("drop");
    both.setInput(photos + "," + other);
    run(both);
    // As the empty folder of a disk that isn't mounted.
    Files.delete(other.resolve("a.png"));
    delete(1);
    assertEquals(1, run(both).ledger().gone());
    assertEquals(
        List.of(path(0), path(2), path(3), path(4), other + "/a.png").stream().sorted().toList(),
        rows("results-").stream().sorted().toList());
    both.setMaxPruneRatio(1);
    assertEquals(1, run(both).ledger().gone());
    assertEquals(List.of(path(0), path(2), path(3), path(4)), rows("results-"));
  }

  @Test
  void shouldDropRowsBesideADamagedTableOfGoneImages() throws IOException {
    Path gone = ledger.resolve("gone-20200101T000000000Z.csv");
    String damaged = "image,size_bytes,modified\r\n\"cut off";
    Files.writeString(gone, damaged);
    delete(1);
    assertEquals(1, run(prune("drop")).ledger().gone());
    assertEquals(List.of(path(0), path(2), path(3), path(4)), rows("results-"));
    assertEquals(damaged, Files.readString(gone));
    assertFalse(Files.exists(ledger.resolve(".imagebeam.work")));
  }

  @Test
  void shouldLeaveReadOnlyTablesAlone() throws IOException {
    Path table =
        ledger.resolve(
            names(ledger).stream().filter(n -> n.startsWith("results-")).findFirst().orElseThrow());
    assumeTrue(
        table.toFile().setWritable(false) && !Files.isWritable(table),
        "an administrator writes to read-only files");
    delete(1);
    run(prune("drop"));
    assertEquals(5, rows("results-").size());
    assertFalse(Files.exists(ledger.resolve(".imagebeam.work")));
  }

  @Test
  void shouldKeepRowsBehindLinksThatLeadNowhere() throws IOException {
    Path disk = Files.createDirectory(temp.resolve("disk"));
    Path image = Files.copy(Path.of(path(0)), disk.resolve("a.png"));
    Path link = Files.createSymbolicLink(photos.resolve("q.png"), image);
    Path folder = Files.createSymbolicLink(photos.resolve("z"), disk);
    run(options());
    Files.move(disk, temp.resolve("away"));
    delete(1);
    assertEquals(1, run(prune("drop")).ledger().gone());
    assertEquals(
        List.of(path(0), path(2), path(3), path(4), link.toString(), folder + "/a.png"),
        rows("results-"));
  }

  @Test
  void shouldKeepEmbeddingsThatAnotherTableNames() throws IOException {
    ledger = temp.resolve("vectors");
    ClassifyOptions options = prune("drop");
    options.setOutputs("embedding");
    options.setEmbedding("pool_3");
    options.setEmbeddingFormat("npy");
    Path table = Path.of(run(options).results());
    List<String> lines = Files.readAllLines(table);
    Path split = ledger.resolve("results-split.csv");
    Files.write(split, List.of(lines.get(0), lines.get(1), lines.get(2)));
    Files.write(table, List.of(lines.get(0), lines.get(3), lines.get(4), lines.get(5)));
    delete(0, 1);
    assertEquals(2, run(options).ledger().gone());
    assertFalse(Files.exists(split));
    assertEquals(1, names(ledger).stream().filter(name -> name.endsWith(".npy")).count());
    assertEquals(3, run(options).ledger().skipped());
  }

  @Test
  void shouldNotTakeResultsForAListOfGoneImages() throws IOException {
    String name = names(ledger).stream().filter(n -> n.startsWith("results-")).findAny().get();
    Path other = Files.copy(ledger.resolve(name), ledger.resolve("gone-fishing.csv"));
    assertEquals(0, run(options()).classified());
    delete(1);
    run(prune("drop"));
    assertEquals(4, rows("results-").size());
    assertEquals(5, paths(other).size());
  }

  @Test
  void shouldDeleteTheThumbnailsOfDroppedImages() throws IOException {
    ledger = temp.resolve("shown");
    ClassifyOptions options = options();
    options.setReport("true");
    run(options);
    Path thumbnails = ledger.resolve("report-thumbnails");
    assertTrue(Files.exists(thumbnails.resolve(ThumbnailFolder.name(path(1)))));
    delete(1);
    run(prune("mark"));
    assertTrue(Files.exists(thumbnails.resolve(ThumbnailFolder.name(path(1)))));
    run(prune("drop"));
    assertFalse(Files.exists(thumbnails.resolve(ThumbnailFolder.name(path(1)))));
    assertTrue(Files.exists(thumbnails.resolve(ThumbnailFolder.name(path(2)))));
  }

  @Test
  void shouldTellInADryRun() throws IOException {
    delete(1);
    ClassifyOptions options = prune("drop");
    options.setDryRun(true);
    DryRun plan = ClassifyPipeline.create(options).dryRun();
    assertEquals(1, plan.ledger().gone());
    assertEquals(5, rows("results-").size());
    assertTrue(Files.exists(ledger.resolve("_SETTINGS.json")));
    assertFalse(Files.exists(ledger.resolve(".imagebeam.work")));
  }
}
