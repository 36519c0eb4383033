package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergePartsTest {
  private static final String RESULTS_HEADER =
      "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1\r\n";
  private static final String FAILURES_HEADER =
      "image,size_bytes,modified,model,stage,error,message\r\n";

  @TempDir Path temp;
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
    assertEquals(new MergeParts.Counts(5, Map.of("read", 1L, "decode", 2L)), merge());
    assertEquals(List.of("/a", "/b", "/c", "/d", "/e"), paths("x.csv"));
    assertEquals(List.of("/bb", "/y", "/z"), paths("x.failures.csv"));
  }

  @Test
  void shouldWriteHeadersWhereThereAreNoRows() throws IOException {
    assertEquals(new MergeParts.Counts(0, Map.of()), merge());
    assertEquals(RESULTS_HEADER, Files.readString(temp.resolve("x.csv")));
    assertEquals(FAILURES_HEADER, Files.readString(temp.resolve("x.failures.csv")));
  }

  @Test
  void shouldTakeOneOfTheRowsOfARepeatedBundle() throws IOException {
    results("1", "/a", "/b");
    results("2", "/a", "/b");
    failures("1", "/b", "read");
    assertEquals(new MergeParts.Counts(2, Map.of()), merge());
    assertEquals(List.of("/a", "/b"), paths("x.csv"));
    assertEquals(List.of(), paths("x.failures.csv"));
  }

  @Test
  void shouldTakeTheNewerVersionOfAFile() throws IOException {
    Files.writeString(
        parts.resolve("results-1.csv"),
        RESULTS_HEADER + "/a,1,2026-01-02T00:00:00Z,m,new,1,1,n\r\n");
    Files.writeString(
        parts.resolve("results-2.csv"),
        RESULTS_HEADER + "/a,1,2026-01-01T00:00:00Z,m,old,1,1,n\r\n");
    merge();
    assertEquals(
        RESULTS_HEADER + "/a,1,2026-01-02T00:00:00Z,m,new,1,1,n\r\n",
        Files.readString(temp.resolve("x.csv")));
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

  private MergeParts.Counts merge() throws IOException {
    return MergeParts.merge(
        parts.toString(),
        new ResultsCsv(1),
        temp.resolve("x.csv").toString(),
        new FailuresCsv(),
        temp.resolve("x.failures.csv").toString());
  }

  private void results(String name, String... paths) throws IOException {
    StringBuilder rows = new StringBuilder(RESULTS_HEADER);
    for (String path : paths) {
      rows.append(path).append(",1,2026-01-01T00:00:00Z,m,cat,0.5,1,n1\r\n");
    }
    Files.writeString(parts.resolve("results-" + name + ".csv"), rows);
  }

  private void failures(String name, String path, String stage) throws IOException {
    Files.writeString(
        parts.resolve("failures-" + name + ".csv"),
        FAILURES_HEADER + path + ",1,2026-01-01T00:00:00Z,m," + stage + ",E,why\r\n");
  }

  private List<String> paths(String file) throws IOException {
    return Files.readString(temp.resolve(file))
        .lines()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',')))
        .toList();
  }
}
