package org.imagebeam.graph.mapped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class NetworkFolderTest {
  private static final Map<String, String> MADE = Map.of("model", "123", "build", "a b");

  @TempDir Path temp;
  private Path path;
  private NetworkFolder folder;

  @BeforeEach
  void prepare() {
    path = temp.resolve("networks/one");
    folder = new NetworkFolder(path);
  }

  private static GraphDef graph(float first) {
    float[] weights = Layers.random(32 * 32);
    weights[0] = first;
    return GraphDef.newBuilder()
        .addNode(Nodes.placeholder("image", DataType.DT_FLOAT, -1, 4, 4, 32))
        .addNode(new FloatTensor(List.of(1L, 1L, 32L, 32L), weights).toConst("weights"))
        .addNode(Layers.conv("Conv2D", "conv", "image", "weights").build())
        .build();
  }

  private String fingerprint(float first) throws IOException {
    NetworkFolder other = new NetworkFolder(temp.resolve("networks/" + first));
    other.write(graph(first), MADE);
    return other.read().orElseThrow().fingerprint();
  }

  @Test
  void shouldReadWhatWasWritten() throws Exception {
    assertEquals(Optional.empty(), folder.read());
    folder.write(graph(1), MADE);
    NetworkFolder.Network network = folder.read().orElseThrow();
    assertEquals(MADE, network.made());
    assertEquals("load_weights", network.initializer());
    String file = path.resolve("weights-00000").toAbsolutePath().toString();
    assertEquals(
        List.of(file),
        network.graph().getNodeList().stream()
            .filter(node -> node.getOp().equals("ImmutableConst"))
            .map(node -> node.getAttrOrThrow("memory_region_name").getS().toStringUtf8())
            .toList());
    assertEquals(4 * 32 * 32, Files.size(Path.of(file)));
  }

  @Test
  void shouldTellNetworksApart() throws Exception {
    folder.write(graph(1), Map.of("model", "456"));
    String fingerprint = folder.read().orElseThrow().fingerprint();
    assertEquals(fingerprint, fingerprint(1));
    assertNotEquals(fingerprint, fingerprint(2));
  }

  @Test
  void shouldRefuseDamagedFiles() throws Exception {
    for (String name : List.of("weights-00000", "graph.pb")) {
      NetworkFolder written = new NetworkFolder(temp.resolve("networks/" + name));
      written.write(graph(1), MADE);
      Path file = temp.resolve("networks/" + name + "/" + name);
      byte[] content = Files.readAllBytes(file);
      byte[] other = content.clone();
      other[content.length / 2] ^= 1;
      Files.write(file, other);
      assertThrows(IOException.class, written::read, name);
      Files.write(file, Arrays.copyOf(content, content.length - 1));
      assertThrows(IOException.class, written::read, name);
      Files.delete(file);
      assertThrows(IOException.class, written::read, name);
      Files.write(file, content);
      assertTrue(written.read().isPresent(), name);
    }
  }

  /** Whoever comes second finds the folder there, and what it holds stays. */
  @Test
  void shouldLeaveNothingUnfinished() throws Exception {
    folder.write(graph(1), MADE);
    String first = folder.read().orElseThrow().fingerprint();
    assertThrows(IOException.class, () -> folder.write(graph(2), MADE));
    assertEquals(first, folder.read().orElseThrow().fingerprint());
    try (Stream<Path> left = Files.list(path.getParent())) {
      assertEquals(List.of(path), left.toList());
    }
  }
}
