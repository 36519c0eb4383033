package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.io.fs.ResourceIdCoder;
import org.apache.beam.sdk.io.fs.ResourceIdTester;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GcsResourceIdTest {
  @BeforeAll
  static void register() {
    BeamFileSystems.register();
  }

  @Test
  void shouldMeetBeamsSpecification() {
    ResourceIdTester.runResourceIdBattery(FileSystems.matchNewResource("gs://bucket", true));
    ResourceIdTester.runResourceIdBattery(FileSystems.matchNewResource("gs://bucket/a/b/", true));
  }

  @Test
  void shouldReadPaths() {
    assertEquals(new GcsResourceId("b", "a/c d.jpg"), GcsResourceId.parse("gs://b/a/c d.jpg"));
    assertEquals(new GcsResourceId("b", ""), GcsResourceId.parse("gs://b"));
    assertEquals("gs://b/", GcsResourceId.parse("GS://b").toString());
    assertEquals("gs://b/a#1/é/", GcsResourceId.parse("gs://b/a#1/é/").toString());
    assertThrows(IllegalArgumentException.class, () -> GcsResourceId.parse("gs:///a"));
    assertThrows(IllegalArgumentException.class, () -> GcsResourceId.parse("gs://"));
    assertThrows(IllegalArgumentException.class, () -> GcsResourceId.parse("/a"));
  }

  @Test
  void shouldKnowNamesAndFolders() {
    GcsResourceId file = GcsResourceId.parse("gs://b/a/c.jpg");
    assertEquals("c.jpg", file.getFilename());
    assertFalse(file.isDirectory());
    assertEquals("gs://b/a/", file.getCurrentDirectory().toString());
    assertEquals("gs://b/a/c.jpg/", file.asFolder().toString());
    GcsResourceId folder = GcsResourceId.parse("gs://b/a/");
    assertEquals("a", folder.getFilename());
    assertTrue(folder.isDirectory());
    assertEquals(folder, folder.getCurrentDirectory());
    GcsResourceId bucket = GcsResourceId.parse("gs://b");
    assertNull(bucket.getFilename());
    assertTrue(bucket.isDirectory());
    assertEquals("gs", bucket.getScheme());
  }

  @Test
  void shouldResolve() {
    GcsResourceId folder = GcsResourceId.parse("gs://b/a/");
    assertEquals("gs://b/a/x/y", resolve(folder, "x/y", StandardResolveOptions.RESOLVE_FILE));
    assertEquals("gs://b/a/x/", resolve(folder, "x", StandardResolveOptions.RESOLVE_DIRECTORY));
    assertEquals("gs://c/x", resolve(folder, "gs://c/x", StandardResolveOptions.RESOLVE_FILE));
    assertThrows(
        IllegalStateException.class,
        () -> resolve(new GcsResourceId("b", "a"), "x", StandardResolveOptions.RESOLVE_FILE));
  }

  private static String resolve(GcsResourceId base, String child, StandardResolveOptions options) {
    return base.resolve(child, options).toString();
  }

  @Test
  void shouldSurviveEncoding() throws Exception {
    Coder<ResourceId> coder = ResourceIdCoder.of();
    for (String path : new String[] {"gs://b/", "gs://b/a/", "gs://b/ü [1]*.jpg"}) {
      GcsResourceId id = GcsResourceId.parse(path);
      assertEquals(id, CoderUtils.clone(coder, id));
      assertEquals(id, SerializableUtils.ensureSerializable(id));
    }
  }

  @Test
  void shouldRefuseFolderForFile() {
    assertThrows(
        IllegalArgumentException.class, () -> FileSystems.matchNewResource("gs://b/a/", false));
    assertEquals("gs://b/a/", FileSystems.matchNewResource("gs://b/a", true).toString());
  }

  @Test
  void shouldStepAsideForBeamsOwnFileSystem() {
    Iterator<FileSystem<?>> alone = fileSystems(new GcsFileSystemRegistrar());
    assertTrue(alone.next() instanceof GcsFileSystem);
    assertFalse(fileSystems(new GcsFileSystemRegistrar(String.class.getName())).hasNext());
  }

  private static Iterator<FileSystem<?>> fileSystems(GcsFileSystemRegistrar registrar) {
    return registrar.fromOptions(PipelineOptionsFactory.create()).iterator();
  }
}
