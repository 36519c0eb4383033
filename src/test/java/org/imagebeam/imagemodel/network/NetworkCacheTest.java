package org.imagebeam.imagemodel.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.mapped.NetworkFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;

class NetworkCacheTest {
  private static final GraphDef GRAPH = Layers.graph(Layers.CONV);
  private static final Map<String, String> ASKED = Map.of("file", "1", "rewrites", "a b");
  private static final Map<String, String> KNOWN = Map.of("model", "2");

  @TempDir Path temp;
  private NetworkCache cache;

  @BeforeEach
  void prepare() {
    cache = new NetworkCache(temp);
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> networks = Files.list(temp.resolve("networks"))) {
      return networks.sorted().toList();
    }
  }

  @Test
  void shouldFindWhatItKept() throws Exception {
    assertEquals(Optional.empty(), cache.find(ASKED));
    NetworkFolder.Network kept = cache.keep(GRAPH, ASKED, KNOWN).orElseThrow();
    assertEquals(Map.of("file", "1", "rewrites", "a b", "model", "2"), kept.made());
    assertEquals(Optional.of(kept), cache.find(ASKED));
    assertEquals(Optional.empty(), cache.find(Map.of("file", "1", "rewrites", "a")));
    assertEquals(1, kept().size());
  }

  @Test
  void shouldWriteADamagedNetworkAnew() throws Exception {
    NetworkFolder.Network kept = cache.keep(GRAPH, ASKED, KNOWN).orElseThrow();
    Files.write(kept().get(0).resolve("graph.pb"), new byte[] {1});
    assertEquals(Optional.empty(), cache.find(ASKED));
    assertEquals(Optional.of(kept), cache.keep(GRAPH, ASKED, KNOWN));
    Files.writeString(kept().get(0).resolve("network.json"), "{}");
    assertEquals(Optional.empty(), cache.find(ASKED));
    assertEquals(Optional.of(kept), cache.keep(GRAPH, ASKED, KNOWN));
    assertEquals(1, kept().size());
  }

  /** A network of another model whose file has the same checksums. */
  @Test
  void shouldReplaceWhatIsOfAnotherModel() {
    cache.keep(GRAPH, ASKED, Map.of("model", "3"));
    assertEquals("2", cache.keep(GRAPH, ASKED, KNOWN).orElseThrow().made().get("model"));
    assertEquals("2", cache.find(ASKED).orElseThrow().made().get("model"));
  }

  @Test
  void shouldDeleteWhatNothingUses() throws Exception {
    cache.keep(GRAPH, ASKED, KNOWN);
    Path old = kept().get(0);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    assertTrue(cache.find(ASKED).isPresent());
    cache.keep(GRAPH, Map.of("file", "2"), KNOWN);
    assertTrue(Files.exists(old), "used just now");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    cache.keep(GRAPH, Map.of("file", "3"), KNOWN);
    assertFalse(Files.exists(old));
    assertEquals(2, kept().size());
  }

  @Test
  void shouldDeleteWhatKilledProcessesLeft() throws Exception {
    Path old = Files.createDirectories(temp.resolve("networks/.unfinished-1"));
    Path young = Files.createDirectories(temp.resolve("networks/.unfinished-2"));
    Files.writeString(old.resolve("weights-00000"), "some");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    cache.keep(GRAPH, ASKED, KNOWN);
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(young), "another process may be at it");
  }

  @Test
  void shouldDoWithoutWhatItCannotWrite() throws Exception {
    Files.writeString(temp.resolve("networks"), "a file where the folder should be");
    assertEquals(Optional.empty(), cache.keep(GRAPH, ASKED, KNOWN));
    assertEquals(Optional.empty(), cache.find(ASKED));
  }
}
