package org.imagebeam.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.imagebeam.testing.InceptionV3Layer.Conv;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

class InceptionV3Test {
  /** SHA-256 over the names and tensor contents of all nodes of seed 1. */
  private static final String DIGEST_OF_SEED_1 =
      "d4104df7cadd2e978f6271501d166ce80146987f72bdee6feedf2384396de0ee";

  private static GraphDef graph;
  private static LoadedGraph loaded;

  @BeforeAll
  static void build() {
    graph = InceptionV3.graphDef(1);
    loaded = new LoadedGraph(graph);
  }

  @AfterAll
  static void close() {
    loaded.close();
    graph = null;
  }

  @Test
  void shouldHaveTheNodesOf2015() throws IOException {
    Path nodes = Shared.require("inception-v3/nodes.tsv");
    List<String> expected = Files.readAllLines(nodes).stream().map(String::stripTrailing).toList();
    List<String> actual =
        graph.getNodeList().stream().map(NodeText::line).map(String::stripTrailing).toList();
    assertEquals(1020, expected.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), "node " + i);
    }
    assertEquals(expected.size(), actual.size());
  }

  @Test
  void shouldHaveTheLayersOf2015() throws IOException {
    Path layers = Shared.require("inception-v3/layers.tsv");
    List<String> expected = Files.readAllLines(layers);
    List<String> actual = new ArrayList<>();
    actual.add("scope\tkh\tkw\tcin\tcout\tstride\tpadding");
    for (InceptionV3Layer layer : InceptionV3Layers.all()) {
      if (layer instanceof Conv conv) {
        actual.add(
            String.join(
                "\t",
                conv.name(),
                Integer.toString(conv.height()),
                Integer.toString(conv.width()),
                Integer.toString(conv.in()),
                Integer.toString(conv.out()),
                Long.toString(conv.stride()),
                conv.padding()));
      }
    }
    actual.add("softmax\t1\t1\t2048\t1008\t-\tmatmul");
    assertEquals(expected, actual);
    assertEquals(94 + 2, actual.size());
  }

  @Test
  void shouldHaveConstantsOf2015() {
    assertArrayEquals(new int[] {0}, ints("ExpandDims/dim"));
    assertArrayEquals(new int[] {299, 299}, ints("ResizeBilinear/size"));
    assertArrayEquals(new int[] {3}, ints("mixed/join/concat_dim"));
    assertArrayEquals(new int[] {1, 2048}, ints("pool_3/_reshape/shape"));
    assertEquals(128, floats(node("Sub/y")).get(0));
    assertEquals(1 / 128f, floats(node("Mul/y")).get(0));
    assertEquals(DataType.DT_STRING, node("DecodeJpeg/contents").getAttrOrThrow("dtype").getType());
  }

  @Test
  void shouldLoadOnlyAsAGraphOfAnOldProducer() {
    assertEquals(8, graph.getVersions().getProducer());
    GraphDef newer = graph.toBuilder().setVersions(VersionDef.newBuilder().setProducer(9)).build();
    TFUnimplementedException e =
        assertThrows(TFUnimplementedException.class, () -> new LoadedGraph(newer).close());
    assertTrue(e.getMessage().contains("BatchNormWithGlobalNormalization"), e.getMessage());
  }

  @Test
  void shouldGiveScoresThatSumToOne() {
    LoadedGraph.Answer answer = loaded.run(Images.jpeg(320, 240, 1), "softmax:0");
    assertArrayEquals(new long[] {1, 1008}, answer.shape());
    double sum = 0;
    for (float score : answer.values()) {
      assertTrue(score >= 0, "a score is " + score);
      sum += score;
    }
    assertEquals(1, sum, 1e-4);
  }

  @Test
  void shouldGiveTheBottleneckOf2015() {
    LoadedGraph.Answer answer = loaded.run(Images.png(64, 64, 1), "pool_3");
    assertArrayEquals(new long[] {1, 1, 1, 2048}, answer.shape());
  }

  @Test
  void shouldSeeTheImage() throws IOException {
    Path images = Shared.require("images");
    Set<Integer> tops = new HashSet<>();
    List<String> names =
        List.of("castle", "jetson_banana_0", "hot_dog", "parrot", "kitten", "jetson_airplane_0");
    for (String name : names) {
      float[] scores = loaded.scores(Files.readAllBytes(images.resolve(name + ".jpg")));
      int top = top(scores);
      assertTrue(scores[top] > 0.05 && scores[top] < 0.99, name + ": " + scores[top]);
      tops.add(top);
    }
    assertTrue(tops.size() >= 4, "only these came first: " + tops);
  }

  @Test
  void shouldBeTheSameForASeedOnEachMachine() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (NodeDef node : graph.getNodeList()) {
      digest.update(node.getName().getBytes(StandardCharsets.UTF_8));
      digest.update(tensor(node).getTensorContent().asReadOnlyByteBuffer());
    }
    assertEquals(DIGEST_OF_SEED_1, HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void shouldHaveOtherWeightsForOtherSeeds() {
    GraphDef other = InceptionV3.graphDef(2);
    assertEquals(graph.getNodeCount(), other.getNodeCount());
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeDef node = graph.getNode(i);
      if (weights(node)) {
        assertNotEquals(node, other.getNode(i), node.getName());
      } else {
        assertEquals(node, other.getNode(i));
      }
    }
  }

  @Test
  void shouldHaveFiniteWeightsAndMoments() {
    for (NodeDef node : graph.getNodeList()) {
      if (!weights(node)) {
        continue;
      }
      FloatBuffer values = floats(node);
      boolean variance = node.getName().endsWith("/moving_variance");
      boolean trivial = true;
      while (values.hasRemaining()) {
        float value = values.get();
        assertTrue(Float.isFinite(value), node::getName);
        assertTrue(!variance || value > 0.01, node::getName);
        trivial &= value == 0 || value == 1;
      }
      assertTrue(!trivial, node.getName());
    }
  }

  @Test
  void shouldWriteAModelFolder(@TempDir Path temp) throws IOException {
    Path folder = InceptionV3.writeModelFolder(temp.resolve("new/model"), 1);
    assertEquals(temp.resolve("new/model"), folder);
    try (InputStream in = Files.newInputStream(folder.resolve("classify_image_graph_def.pb"))) {
      assertEquals(graph, GraphDef.parseFrom(in));
    }
    String map = Files.readString(folder.resolve("imagenet_2012_challenge_label_map_proto.pbtxt"));
    List<String> synsets =
        Files.readAllLines(folder.resolve("imagenet_synset_to_human_label_map.txt"));
    for (int id : IntStream.rangeClosed(1, 1000).toArray()) {
      String synset = InceptionV3.synset(id);
      assertTrue(synset.matches("n\\d{8}"), synset);
      assertTrue(
          map.contains(
              "entry {\n  target_class: "
                  + id
                  + "\n  target_class_string: \""
                  + synset
                  + "\"\n}\n"));
      assertTrue(synsets.contains(synset + "\t" + InceptionV3.words(id)));
    }
    assertEquals(1000, map.split("entry \\{", -1).length - 1);
    assertEquals(1010, synsets.stream().map(line -> line.split("\t", -1)[0]).distinct().count());
    assertEquals(synsets.stream().sorted().toList(), synsets);
  }

  private static int top(float[] scores) {
    return IntStream.range(0, scores.length)
        .reduce((a, b) -> scores[b] > scores[a] ? b : a)
        .orElseThrow();
  }

  private static NodeDef node(String name) {
    return graph.getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static boolean weights(NodeDef node) {
    return tensor(node).getDtype() == DataType.DT_FLOAT
        && tensor(node).getTensorShape().getDimCount() > 0;
  }

  private static TensorProto tensor(NodeDef node) {
    return node.getAttrMap().containsKey("value")
        ? node.getAttrOrThrow("value").getTensor()
        : TensorProto.getDefaultInstance();
  }

  private static FloatBuffer floats(NodeDef node) {
    return tensor(node)
        .getTensorContent()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private static int[] ints(String name) {
    int[] values = new int[tensor(node(name)).getTensorContent().size() / Integer.BYTES];
    tensor(node(name))
        .getTensorContent()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(values);
    return values;
  }
}
