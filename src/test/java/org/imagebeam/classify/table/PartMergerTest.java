package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.imagebeam.pipeline.PipelineFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartMergerTest {
  private static final String RESULTS_HEADER =
      "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1,settings\r\n";
  private static final String FAILURES_HEADER =
      "image,size_bytes,modified,model,stage,error,message,settings\r\n";

  @TempDir Path temp;
  private final Set<String> listed = new TreeSet<>();
  private Path parts;

  @BeforeEach
  void makeParts() throws IOException {
    parts = Files.createDirectory(temp.resolve("parts"));
  }

  @Test
  void shouldMergeOverlappingPartsInOrder() throws IOException {
    results("1", "/b", "/d");
    results("2", "/a", "/c", "/e");
    failures("1", "/bb", "read");
    failures("2", "/z", "decode");
    failures("3", "/y", "decode");
    assertEquals(counts(5, Map.of("read", 1L, "decode", 2L)), merge());
    assertEquals(List.of("/a", "/b", "/c", "/d", "/e"), paths("x.csv"));
    assertEquals(List.of("/bb", "/y", "/z"), paths("x.failures.csv"));
  }

  @Test
  void shouldWriteHeadersWhereThereAreNoRows() throws IOException {
    assertEquals(counts(0, Map.of()), merge());
    assertEquals(RESULTS_HEADER, Files.readString(temp.resolve("x.csv")));
    assertEquals(FAILURES_HEADER, Files.readString(temp.resolve("x.failures.csv")));
  }

  @Test
  void shouldTakeOneOfTheRowsOfARepeatedBundle() throws IOException {
    results("1", "/a", "/b");
    results("2", "/a", "/b");
    failures("1", "/b", "read");
    assertEquals(counts(2, Map.of()), merge());
    assertEquals(List.of("/a", "/b"), paths("x.csv"));
    assertEquals(List.of(), paths("x.failures.csv"));
  }

  @Test
  void shouldTakeTheVersionOfAFileThatIsListed() throws IOException {
    for (String listed : List.of("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")) {
      Files.writeString(
          parts.resolve("results-1.csv"),
          RESULTS_HEADER + "/a,1,2026-01-02T00:00:00Z,m,new,1,1,n,s\r\n");
      Files.writeString(
          parts.resolve("results-2.csv"),
          RESULTS_HEADER + "/a,1,2026-01-01T00:00:00Z,m,old,1,1,n,s\r\n");
      list("/a,1," + listed);
      merge();
      String label = listed.equals("2026-01-01T00:00:00Z") ? "old" : "new";
      assertEquals(
          RESULTS_HEADER + "/a,1," + listed + ",m," + label + ",1,1,n,s\r\n",
          Files.readString(temp.resolve("x.csv")));
    }
  }

  @Test
  void shouldTakeAFailureOfTheListedVersionAndNotAResultOfAnother() throws IOException {
    results("1", "/a", "/b");
    Files.writeString(
        parts.resolve("failures-2.csv"),
        FAILURES_HEADER + "/a,7,2026-01-05T00:00:00Z,m,decode,E,why,s\r\n");
    list("/a,7,2026-01-05T00:00:00Z", "/b,1,2026-01-01T00:00:00Z");
    assertEquals(counts(1, Map.of("decode", 1L)), merge());
    assertEquals(List.of("/b"), paths("x.csv"));
    assertEquals(List.of("/a"), paths("x.failures.csv"));
  }

  @Test
  void shouldLeaveOutFilesThatAreGone() throws IOException {
    results("1", "/a", "/b", "/z");
    failures("1", "/c", "read");
    list("/b,1,2026-01-01T00:00:00Z");
    assertEquals(counts(1, Map.of()), merge());
    assertEquals(List.of("/b"), paths("x.csv"));
    assertEquals(List.of(), paths("x.failures.csv"));
  }

  /** An unfinished run of a release whose ids had no letter in front may be gone on with. */
  @Test
  void shouldWriteTheModelOfFormerPartsAsItIsWrittenNow() throws IOException {
    String row = "/a,1,2026-01-01T00:00:00Z,%s0123456789ab,cat,0.5,1,n1,s\r\n";
    list("/a,1,2026-01-01T00:00:00Z");
    Files.writeString(parts.resolve("results-1.csv"), RESULTS_HEADER + String.format(row, ""));
    merge();
    assertEquals(RESULTS_HEADER + String.format(row, "m"), Files.readString(temp.resolve("x.csv")));
  }

  @Test
  void shouldTellTheFirstImageThatTheNetworkFailedOn() throws IOException {
    failures("1", "/b", "infer");
    failures("2", "/a", "infer");
    failures("3", "/0", "decode");
    assertEquals(Optional.of("/a, failed with: why"), merge().unanswered());
  }

  @Test
  void shouldTakeTheRowOfTheLatestAttempt() throws IOException {
    String key = "/a,1,2026-01-01T00:00:00Z,m,";
    String failure = FAILURES_HEADER + key + "read,E,why,s\r\n";
    list("/a,1,2026-01-01T00:00:00Z");
    Files.writeString(parts.resolve("failures-000000001-x.csv"), failure);
    Files.writeString(
        parts.resolve("results-000000002-x.csv"), RESULTS_HEADER + key + "two,1,1,n,s\r\n");
    assertEquals(counts(1, Map.of()), merge());
    Files.writeString(
        parts.resolve("results-000000010-x.csv"), RESULTS_HEADER + key + "ten,1,1,n,s\r\n");
    assertEquals(counts(1, Map.of()), merge());
    assertEquals(RESULTS_HEADER + key + "ten,1,1,n,s\r\n", Files.readString(temp.resolve("x.csv")));
    Files.writeString(parts.resolve("failures-000000011-x.csv"), failure);
    assertEquals(counts(0, Map.of("read", 1L)), merge());
  }

  @Test
  void shouldWriteNoTableWhereAListedImageHasNoRow() throws IOException {
    results("1", "/a");
    list("/a,1,2026-01-01T00:00:00Z", "/b,1,2026-01-01T00:00:00Z");
    PipelineFailedException e = assertThrows(PipelineFailedException.class, this::merge);
    assertTrue(e.getMessage().startsWith("'/b' was listed, and the pipeline has ended without"));
    assertFalse(Files.exists(temp.resolve("x.csv")));
    assertFalse(Files.exists(temp.resolve("x.failures.csv")));
  }

  @Test
  void shouldShieldCellsFromSpreadsheetsIfTold() throws IOException {
    Files.writeString(
        parts.resolve("results-1.csv"),
        RESULTS_HEADER + "/a;=x,1,2026-01-01T00:00:00Z,m,=cmd|' /C calc'!A0,-0.5,1,@n,s\r\n");
    Files.writeString(
        parts.resolve("failures-1.csv"),
        FAILURES_HEADER + "=b,1,2026-01-01T00:00:00Z,m,read,E,+why,s\r\n");
    list("/a;=x,1,2026-01-01T00:00:00Z", "=b,1,2026-01-01T00:00:00Z");
    merge(true);
    assertEquals(
        "\"/a;=x\",\"1\",\"2026-01-01T00:00:00Z\",\"m\",\"'=cmd|' /C calc'!A0\",\"-0.5\",\"1\","
            + "\"'@n\",\"s\"",
        Files.readAllLines(temp.resolve("x.csv")).get(1));
    assertEquals(
        "\"'=b\",\"1\",\"2026-01-01T00:00:00Z\",\"m\",\"read\",\"E\",\"'+why\",\"s\"",
        Files.readAllLines(temp.resolve("x.failures.csv")).get(1));
  }

  @Test
  void shouldGiveTheSameBytesHoweverTheRowsWereParted() throws IOException {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      paths.add("/p" + i * 7919 % 1000);
    }
    byte[] expected = null;
    for (int parting = 1; parting <= 3; parting++) {
      Random random = new Random(parting);
      Collections.shuffle(paths, random);
      for (int from = 0; from < paths.size(); ) {
        int to = Math.min(paths.size(), from + 1 + random.nextInt(40));
        List<String> part = new ArrayList<>(paths.subList(from, to));
        Collections.sort(part);
        results("p" + from, part.toArray(String[]::new));
        from = to;
      }
      assertEquals(500, merge().classified());
      byte[] bytes = Files.readAllBytes(temp.resolve("x.csv"));
      assertArrayEquals(expected == null ? bytes : expected, bytes);
      expected = bytes;
      makePartsAnew();
    }
  }

  @Test
  void shouldLeaveNoFileWhereAPartIsDamaged() throws IOException {
    results("1", "/a");
    Files.writeString(parts.resolve("results-2.csv"), "damaged\r\n");
    assertThrows(IOException.class, this::merge);
    assertFalse(Files.exists(temp.resolve("x.csv")));
    assertFalse(Files.exists(temp.resolve("x.failures.csv")));
  }

  private void makePartsAnew() throws IOException {
    try (var files = Files.list(parts)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private PartMerger.Counts merge() throws IOException {
    return merge(false);
  }

  private PartMerger.Counts merge(boolean shielded) throws IOException {
    Path listing = temp.resolve("listing.csv");
    if (!Files.exists(listing)) {
      list(listed.stream().map(path -> path + ",1,2026-01-01T00:00:00Z").toArray(String[]::new));
    }
    try (TableTarget results =
            TableWriter.toFile(file("x.csv"), new ResultsCsv(1, "s"), TableFormat.CSV, shielded);
        TableTarget failures =
            TableWriter.toFile(
                file("x.failures.csv"), new FailuresCsv("s"), TableFormat.CSV, shielded)) {
      return PartMerger.merge(parts.toString(), listing.toString(), results, failures, rows -> {});
    }
  }

  private String file(String name) {
    return temp.resolve(name).toString();
  }

  private static PartMerger.Counts counts(long classified, Map<String, Long> failed) {
    return new PartMerger.Counts(classified, failed, Optional.empty());
  }

  private void list(String... keys) throws IOException {
    Files.writeString(
        temp.resolve("listing.csv"),
        "image,size_bytes,modified\n" + String.join("\n", keys) + "\n");
  }

  private void results(String name, String... paths) throws IOException {
    StringBuilder rows = new StringBuilder(RESULTS_HEADER);
    for (String path : paths) {
      listed.add(path);
      rows.append(path).append(",1,2026-01-01T00:00:00Z,m,cat,0.5,1,n1,s\r\n");
    }
    Files.writeString(parts.resolve("results-" + name + ".csv"), rows);
  }

  private void failures(String name, String path, String stage) throws IOException {
    listed.add(path);
    Files.writeString(
        parts.resolve("failures-" + name + ".csv"),
        FAILURES_HEADER + path + ",1,2026-01-01T00:00:00Z,m," + stage + ",E,why,s\r\n");
  }

  private List<String> paths(String file) throws IOException {
    return Files.readString(temp.resolve(file))
        .lines()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',')))
        .toList();
  }
}
