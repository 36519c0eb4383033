package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.download.RemoteFile;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {
  @Test
  void shouldKnowInceptionV3() {
    CatalogEntry entry = ModelCatalog.find("inception-v3").orElseThrow();
    RemoteFile archive = entry.archive().orElseThrow();
    assertEquals(
        "http://download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz",
        archive.addresses().get(0));
    assertEquals(OptionalLong.of(88_931_400), archive.sizeBytes());
    assertTrue(entry.graphSha256().orElseThrow().matches("[0-9a-f]{64}"));
  }

  @Test
  void shouldDescribeEachEntryAndNameItOnce() {
    List<CatalogEntry> entries = ModelCatalog.entries();
    assertEquals(entries.size(), entries.stream().map(CatalogEntry::name).distinct().count());
    for (CatalogEntry entry : entries) {
      assertTrue(ModelNames.isName(entry.name()));
      assertEquals("Apache-2.0", entry.licence());
      assertTrue(entry.purpose().length() > 20);
    }
    assertEquals(Optional.empty(), ModelCatalog.find("none"));
  }

  @Test
  void shouldGiveNamesToAddresses() {
    assertEquals("tiny", ModelNames.stem("http://host/a/tiny.tgz"));
    assertEquals("tiny-1.0", ModelNames.stem("gs://bucket/tiny-1.0.tar.gz"));
    assertEquals("tiny", ModelNames.stem("https://host/tiny.zip?token=a/b#c"));
    assertEquals("a_b", ModelNames.stem("/x/.a b.zip"));
    assertEquals("host", ModelNames.stem("http://host/"));
    assertEquals("model", ModelNames.stem("/..zip"));
    assertEquals(40, ModelNames.stem("x".repeat(100)).length());
  }

  @Test
  void shouldKeepModelsWhereCachesAre() {
    assertEquals(Path.of("/x/imagebeam"), ModelCache.defaultRoot("/x"));
    Path home = Path.of(System.getProperty("user.home"), ".cache", "imagebeam");
    assertEquals(home, ModelCache.defaultRoot(null));
    assertEquals(home, ModelCache.defaultRoot("relative"));
    assertEquals(home, ModelCache.defaultRoot(""));
  }
}
