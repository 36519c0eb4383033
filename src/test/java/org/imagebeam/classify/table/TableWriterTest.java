package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableWriterTest {
  private static final ImageKey KEY = new ImageKey("/a\"b/猫.jpg", 12, 1_700_000_000_123L);
  private static final String MODEL = "m0123456789ab";

  @Test
  void shouldWriteAnObjectALine() throws IOException {
    Classification two =
        new Classification(
            KEY,
            MODEL,
            List.of(
                new Prediction("tabby, \"cat\"", 0.1f, 7, "n01"),
                new Prediction("", Float.NEGATIVE_INFINITY, 1, "")));
    Classification none = new Classification(ImageKey.ofPath("/x\n"), MODEL, List.of());
    assertEquals(
        "{\"image\":\"/a\\\"b/猫.jpg\",\"size_bytes\":12,\"modified\":\"2023-11-14T22:13:20.123Z\","
            + "\"model\":\"m0123456789ab\",\"labels\":["
            + "{\"label\":\"tabby, \\\"cat\\\"\",\"score\":0.1,\"node_id\":7,\"synset\":\"n01\"},"
            + "{\"label\":\"\",\"score\":null,\"node_id\":1,\"synset\":\"\"}],"
            + "\"settings\":\"a1\"}\n"
            + "{\"image\":\"/x\\n\",\"size_bytes\":null,\"modified\":null,"
            + "\"model\":\"m0123456789ab\",\"labels\":[],\"settings\":\"a1\"}\n",
        write(new ResultsCsv(3, "a1"), List.of(two, none)));
  }

  @Test
  void shouldWriteEmbeddingsAsArraysAndAsRowsOfFiles() throws IOException {
    String start =
        "{\"image\":\"/x\",\"size_bytes\":null,\"modified\":null,\"model\":\"m0123456789ab\",";
    List<String> text = List.of("/x", "", "", MODEL, "[1.0,-2.5E-9]", "a1");
    assertEquals(
        start + "\"embedding\":[1.0,-2.5E-9],\"settings\":\"a1\"}\n",
        writeCells(new ResultsCsv(0, VectorColumn.TEXT, "a1"), List.of(text)));
    List<String> shard = List.of("/x", "", "", MODEL, "e.npy", "3", "a1");
    assertEquals(
        start + "\"embedding_file\":\"e.npy\",\"embedding_row\":3,\"settings\":\"a1\"}\n",
        writeCells(new ResultsCsv(0, VectorColumn.SHARD, "a1"), List.of(shard)));
  }

  @Test
  void shouldWriteGroupsAsAnArray() throws IOException {
    ResultsCsv table = new ResultsCsv(1, ImmutableList.of(), true, VectorColumn.TEXT, "a1");
    List<String> start = List.of("/x", "", "", MODEL, "cat", "0.5", "3", "n1");
    List<String> groups = new ArrayList<>(start);
    groups.addAll(List.of("feline; domestic animal", "[1.0]", "a1"));
    List<String> none = new ArrayList<>(start);
    none.addAll(List.of("", "[1.0]", "a1"));
    List<String> lines = writeCells(table, List.of(groups, none)).lines().toList();
    assertTrue(
        lines
            .get(0)
            .endsWith(
                "],\"groups\":[\"feline\",\"domestic animal\"],\"embedding\":[1.0],\"settings\":\"a1\"}"),
        lines.get(0));
    assertTrue(lines.get(1).contains("],\"groups\":[],\"embedding\":"), lines.get(1));
  }

  @Test
  void shouldWriteFailures() throws IOException {
    ImageFailure failure =
        new ImageFailure(ImageKey.ofPath("/x"), MODEL, "read", "E", "gone\u0001");
    assertEquals(
        "{\"image\":\"/x\",\"size_bytes\":null,\"modified\":null,\"model\":\"m0123456789ab\","
            + "\"stage\":\"read\",\"error\":\"E\",\"message\":\"gone\\u0001\","
            + "\"settings\":\"a1\"}\n",
        write(new FailuresCsv("a1"), List.of(failure)));
  }

  private static <T> String write(CsvTable<T> table, List<T> rows) throws IOException {
    return writeCells(table, rows.stream().map(table::cells).toList());
  }

  private static String writeCells(CsvTable<?> table, List<List<String>> rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TableWriter writer = TableWriter.toStream(out, table, TableFormat.JSONL, false)) {
      for (List<String> row : rows) {
        writer.write(row);
      }
      writer.commit();
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
