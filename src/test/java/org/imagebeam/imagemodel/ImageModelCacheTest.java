package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a second load of a model takes from the cache; layers are fused in child JVMs alone. */
@EnabledOnOs(
    architectures = {"amd64", "x86_64"},
    value = OS.LINUX)
class ImageModelCacheTest {
  private static final String WEIGHTS = "weights-00000";
  private static final String INDEX = "network.json";

  @TempDir Path temp;
  private String first;

  @BeforeEach
  void load() throws Exception {
    first = scores();
  }

  private String scores() throws Exception {
    return ChildJvm.run(Embedded.class, Map.of("TF_ENABLE_ONEDNN_OPTS", "1"), temp.toString());
  }

  private Path network() throws IOException {
    try (Stream<Path> networks = Files.list(temp.resolve("networks"))) {
      List<Path> all = networks.toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  private void changeIndex(Consumer<ObjectNode> change) throws IOException {
    Path index = network().resolve(INDEX);
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(index.toFile());
    change.accept(json);
    Files.writeString(index, json.toString());
  }

  /** Makes the first layer's weights 0. */
  private byte[] clearWeights() throws IOException {
    byte[] zeros = new byte[Math.toIntExact(Files.size(network().resolve(WEIGHTS)))];
    Files.write(network().resolve(WEIGHTS), zeros);
    return zeros;
  }

  @Test
  void shouldTakeTheNetworkFromTheCache() throws Exception {
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    Path weights = network().resolve(WEIGHTS);
    Files.setLastModifiedTime(weights, longAgo);
    Files.setLastModifiedTime(network(), longAgo);
    assertEquals(first, scores());
    assertEquals(longAgo.toMillis(), Files.getLastModifiedTime(weights).toMillis());
    assertTrue(Files.getLastModifiedTime(network()).compareTo(longAgo) > 0, "used just now");
  }

  /** Its trial is another one's: it is held to the graph, and left out. */
  @Test
  void shouldTryANetworkThatIsAnother() throws Exception {
    byte[] zeros = clearWeights();
    CRC32C checksum = new CRC32C();
    checksum.update(zeros);
    String described =
        String.format(Locale.ROOT, "%d bytes, CRC-32C %x", zeros.length, checksum.getValue());
    changeIndex(json -> ((ObjectNode) json.get("files")).put(WEIGHTS, described));
    assertEquals(first, scores());
  }

  @Test
  void shouldMakeADamagedNetworkAnew() throws Exception {
    byte[] zeros = clearWeights();
    assertEquals(first, scores());
    assertFalse(Arrays.equals(zeros, Files.readAllBytes(network().resolve(WEIGHTS))));
  }

  @Test
  void shouldNotTakeAnotherModelsNetwork() throws Exception {
    changeIndex(json -> ((ObjectNode) json.get("made")).put("model", "0123456789ab"));
    assertEquals(first, scores());
  }

  @Test
  void shouldDoWithoutFilesThatCannotBeMapped() throws Exception {
    changeIndex(json -> json.put("initializer", "missing"));
    assertEquals(first, scores());
  }

  /** Prints the best class of an image, and its score. */
  static final class Embedded {
    private Embedded() {}

    public static void main(String[] args) throws Exception {
      try (ImageModel<float[]> model =
          ImageModelLoader.load(
              ModelFolder.open(ModelFolder.EMBEDDED).openGraph(),
              "softmax",
              InferenceSettings.DEFAULT,
              new WholeVector(),
              Path.of(args[0]))) {
        float[] image = model.prepare(Images.jpeg(64, 64, 1));
        float[] scores = model.run(List.of(image)).get(0);
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
          best = scores[i] > scores[best] ? i : best;
        }
        System.out.printf(Locale.ROOT, "%d %.4f%n", best, scores[best]);
      }
    }
  }
}
