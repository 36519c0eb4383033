package org.imagebeam.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;

class TinyGraphsTest {
  @Test
  void shouldGiveOneRowOfScores() {
    try (LoadedGraph graph = new LoadedGraph(TinyGraphs.imageNet(15, 7, 1))) {
      LoadedGraph.Answer answer = graph.run(Images.jpeg(40, 30, 1), "softmax");
      assertArrayEquals(new long[] {1, 7}, answer.shape());
      float[] scores = answer.values();
      double sum = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).sum();
      assertEquals(1, sum, 1e-5);
      assertArrayEquals(new long[] {1, 1, 1, 16}, graph.run(Images.png(8, 8, 1), "pool_3").shape());
    }
  }

  @Test
  void shouldAnswerByColours() {
    try (LoadedGraph graph = new LoadedGraph(TinyGraphs.imageNet(16, 20, 1))) {
      Set<Integer> tops = new HashSet<>();
      for (int seed = 0; seed < 12; seed++) {
        float[] scores = graph.scores(Images.png(16, 16, seed));
        tops.add(
            IntStream.range(0, scores.length)
                .reduce((a, b) -> scores[b] > scores[a] ? b : a)
                .orElseThrow());
      }
      assertTrue(tops.size() >= 4, "only these came first: " + tops);
    }
  }

  @Test
  void shouldBeTheSameForASeed() {
    assertEquals(TinyGraphs.imageNet(16, 10, 1), TinyGraphs.imageNet(16, 10, 1));
    assertNotEquals(TinyGraphs.imageNet(16, 10, 1), TinyGraphs.imageNet(16, 10, 2));
  }

  @Test
  void shouldWriteAModelFolder(@TempDir Path temp) throws IOException {
    Path folder = TinyGraphs.writeModelFolder(temp, 16, 3, 5);
    try (InputStream in = Files.newInputStream(folder.resolve("classify_image_graph_def.pb"))) {
      assertEquals(TinyGraphs.imageNet(16, 3, 5), GraphDef.parseFrom(in));
    }
    assertEquals(
        """
        # -*- protobuffer -*-
        # Node ids and made-up synsets.
        entry {
          target_class: 0
          target_class_string: "n90000000"
        }
        entry {
          target_class: 1
          target_class_string: "n90007919"
        }
        entry {
          target_class: 2
          target_class_string: "n90015838"
        }
        """,
        Files.readString(folder.resolve("imagenet_2012_challenge_label_map_proto.pbtxt")));
    List<String> synsets =
        Files.readAllLines(folder.resolve("imagenet_synset_to_human_label_map.txt"));
    assertEquals(
        List.of("n90000000\tword 0", "n90007919\tword 1", "n90015838\tword 2"),
        synsets.subList(0, 3));
    assertEquals("n90015838", TinyGraphs.synset(2));
  }
}
