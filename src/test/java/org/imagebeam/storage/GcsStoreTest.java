package org.imagebeam.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.local.OutputException;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.GcsEmulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The public API of this package over {@code gs://}. */
final class GcsStoreTest {
  private static GcsEmulator gcs;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    gcs = GcsEmulator.start();
  }

  @AfterAll
  static void stop() {
    if (gcs != null) {
      gcs.close();
    }
  }

  private static String bucket(String name, String... objects) {
    gcs.createBucket(name);
    for (String object : objects) {
      gcs.put(name, object, object.getBytes(UTF_8));
    }
    return "gs://" + name + "/";
  }

  private static List<String> expand(String pattern) {
    FileListing listing = FileListing.expand(pattern);
    assertEquals(List.of(), listing.problems());
    return listing.files().stream().map(file -> file.resourceId().toString()).toList();
  }

  @Test
  void shouldExpandFoldersAndGlobs() {
    String root =
        bucket("expand", "b.jpg", "a/1.jpg", "a/x/2.jpg", "a/", "a.b/3.jpg", "ab.jpg", "a/é 猫.jpg");
    List<String> inA = List.of(root + "a/1.jpg", root + "a/x/2.jpg", root + "a/é 猫.jpg");
    assertEquals(inA, expand(root + "a"));
    assertEquals(inA, expand(root + "a/"));
    assertEquals(inA, expand(root + "a/**"));
    assertEquals(List.of(root + "a/1.jpg", root + "a/é 猫.jpg"), expand(root + "a/*.jpg"));
    assertEquals(List.of(root + "ab.jpg", root + "b.jpg"), expand(root + "*.jpg"));
    assertEquals(List.of(root + "a/x/2.jpg"), expand(root + "*/x/*"));
    assertEquals(List.of(root + "a.b/3.jpg"), expand(root + "a.b/3.jpg"));
    assertEquals(List.of(root + "a/1.jpg", root + "b.jpg"), expand(root + "{b,a/1}.jpg"));
    assertEquals(6, expand("gs://expand").size());
    assertEquals(List.of(), expand(root + "A"));
    assertEquals(List.of(), expand(root + "missing/*"));
  }

  @Test
  void shouldTakeAnExistingFolderBeforeAPatternAsItStands() {
    String root = bucket("below", "p[2024]/1.jpg", "p2/no.jpg", "x, {y}/s/2.jpg", "q1/3.jpg");
    assertEquals(List.of(root + "p[2024]/1.jpg"), expand(root + "p[2024]/*.jpg"));
    assertEquals(List.of(root + "x, {y}/s/2.jpg"), expand(root + "x, {y}/*/?.jpg"));
    assertEquals(List.of(root + "q1/3.jpg"), expand(root + "q[1]/*.jpg"));
  }

  @Test
  void shouldPreferLiteralNamesToPatterns() {
    String root = bucket("literal", "a[1].jpg", "a1.jpg", "{x,y}/z.jpg", "x/z.jpg");
    assertEquals(List.of(root + "a[1].jpg"), expand(root + "a[1].jpg"));
    assertEquals(List.of(root + "{x,y}/z.jpg"), expand(root + "{x,y}"));
    assertEquals(List.of(root + "x/z.jpg"), expand(root + "{x,z}/*"));
  }

  @Test
  void shouldListMoreThanOnePage() throws IOException {
    int count = 1200;
    String root = bucket("pages");
    IntStream.range(0, count)
        .parallel()
        .forEach(i -> gcs.put("pages", String.format("p/%04d.jpg", i), new byte[] {1}));
    List<String> all = expand(root + "p");
    assertEquals(count, all.size());
    assertEquals(root + "p/0000.jpg", all.get(0));
    assertEquals(root + "p/1199.jpg", all.get(count - 1));
    assertEquals(count, all.stream().distinct().count());
    assertEquals(count / 10, expand(root + "**/*7.jpg").size());
    assertEquals(count, Storage.list(root + "p").size());
    Storage.deleteRecursively(root + "p");
    assertEquals(List.of(), gcs.names("pages"));
  }

  @Test
  void shouldReportMissingBucket() {
    String bucket = "the bucket gs://nowhere does not exist";
    assertEquals(
        List.of(new FileListing.Problem("gs://nowhere/a/*.jpg", bucket)),
        FileListing.expand("gs://nowhere/a/*.jpg").problems());
    assertEquals(List.of(), FileListing.expand("gs://nowhere/a/*.jpg").files());
    FileNotFoundException e =
        assertThrows(FileNotFoundException.class, () -> Storage.stat("gs://nowhere/a"));
    assertEquals(bucket, e.getMessage());
    e = assertThrows(FileNotFoundException.class, () -> Storage.list("gs://nowhere/a"));
    assertEquals(bucket, e.getMessage());
    OutputException refused =
        assertThrows(OutputException.class, () -> AtomicFile.create("gs://nowhere/a"));
    assertEquals(
        "cannot write gs://nowhere/a: " + bucket + "; make it, or name another",
        refused.getMessage());
  }

  @Test
  void shouldReportPatternsForBucketsAndBadPaths() {
    assertEquals(
        "gs://b*/a has a pattern for a bucket: name each bucket",
        FileListing.expand("gs://b*/a").problems().get(0).message());
    assertTrue(FileListing.expand("gs://").problems().get(0).message().contains("names no bucket"));
  }

  @Test
  void shouldTellFilesFromFolders() throws IOException {
    String root = bucket("stat", "a/b.jpg", "both", "both/x", "made/");
    Metadata file = Storage.stat(root + "a/b.jpg").orElseThrow();
    assertEquals(7, file.sizeBytes());
    assertTrue(file.lastModifiedMillis() > 1_700_000_000_000L);
    assertFalse(file.resourceId().isDirectory());
    assertEquals(root + "a/", Storage.stat(root + "a").orElseThrow().resourceId().toString());
    assertTrue(Storage.isFolder(root + "a"));
    assertTrue(Storage.isFolder(root + "made"));
    assertTrue(Storage.isFolder("gs://stat"));
    assertFalse(Storage.isFolder(root + "both"));
    assertTrue(Storage.isFolder(root + "both/"));
    assertEquals(Optional.empty(), Storage.stat(root + "a/b"));
    assertFalse(Storage.exists(root + "c"));
  }

  @Test
  void shouldRead() throws IOException {
    String root = bucket("read", "ten bytes!", "a/é 猫 [x].jpg");
    gcs.put("read", "empty", new byte[0]);
    assertArrayEquals("ten bytes!".getBytes(UTF_8), Storage.readAll(root + "ten bytes!", 10));
    FileTooLargeException e =
        assertThrows(FileTooLargeException.class, () -> Storage.readAll(root + "ten bytes!", 9));
    assertEquals(root + "ten bytes! has 10 bytes, over the limit of 9", e.getMessage());
    assertEquals(0, Storage.readAll(root + "empty", 9).length);
    Metadata metadata = FileListing.expand(root + "a").files().get(0);
    assertEquals("a/é 猫 [x].jpg", new String(Storage.readAll(metadata.resourceId(), 99), UTF_8));
    try (InputStream in = Storage.open(root + "missing")) {
      FileNotFoundException missing = assertThrows(FileNotFoundException.class, in::read);
      assertEquals(root + "missing does not exist", missing.getMessage());
    }
  }

  @Test
  void shouldListNamesAndDelete() throws IOException {
    String root = bucket("list", "w/a", "w/b/c", "w/b/d", "w/", "wx", "z");
    assertEquals(List.of("a", "b/"), Storage.list(root + "w"));
    assertEquals(List.of("w/", "wx", "z"), Storage.list("gs://list"));
    assertEquals(List.of(), Storage.list(root + "missing"));
    Storage.deleteRecursively(root + "w");
    Storage.deleteRecursively(root + "w");
    assertEquals(List.of("wx", "z"), gcs.names("list"));
    Storage.delete(root + "z");
    Storage.delete(root + "z");
    assertEquals(List.of("wx"), gcs.names("list"));
    assertThrows(IllegalArgumentException.class, () -> Storage.deleteRecursively("gs://list/"));
    Storage.createFolder(root + "new");
    assertThrows(FileNotFoundException.class, () -> Storage.createFolder("gs://nowhere/new"));
  }

  @Test
  void shouldShowFileOnlyOnceCommitted() throws IOException {
    String path = bucket("atomic") + "a/b.csv";
    try (AtomicFile file = AtomicFile.create(path)) {
      file.out().write("content".getBytes(UTF_8));
      file.out().flush();
      assertEquals(List.of(), gcs.names("atomic"));
      file.commit();
      assertEquals("content", new String(gcs.get("atomic", "a/b.csv"), UTF_8));
    }
    assertEquals(List.of("a/b.csv"), gcs.names("atomic"));
  }

  @Test
  void shouldKeepOldObjectWhenNotCommitted() throws IOException {
    String root = bucket("abandon", "old");
    Metadata before = Storage.stat(root + "old").orElseThrow();
    for (String name : List.of("old", "new")) {
      try (AtomicFile file = AtomicFile.create(root + name)) {
        file.out().write(new byte[20_000_000]);
      }
    }
    assertEquals(List.of("old"), gcs.names("abandon"));
    assertEquals(before, Storage.stat(root + "old").orElseThrow());
  }

  @Test
  void shouldChangeTimeWithContent() throws IOException, InterruptedException {
    String path = bucket("generation") + "a";
    AtomicFile.write(path, new byte[1]);
    Metadata first = FileListing.expand(path).files().get(0);
    // Google takes one write of an object a second.
    Thread.sleep(2);
    AtomicFile.write(path, new byte[2]);
    Metadata second = FileListing.expand(path).files().get(0);
    assertTrue(second.lastModifiedMillis() > first.lastModifiedMillis());
    assertEquals(2, second.sizeBytes());
    assertEquals(second, FileListing.expand("gs://generation").files().get(0));
  }

  @Test
  void shouldWriteLargeObject() throws IOException {
    byte[] content = new byte[40_000_000];
    IntStream.range(0, content.length).forEach(i -> content[i] = (byte) (i * 31 + i / 1000));
    String path = bucket("large") + "a";
    AtomicFile.write(path, content);
    assertArrayEquals(content, Storage.readAll(path, content.length));
  }

  @Test
  void shouldRefuseToWriteFolder() {
    String root = bucket("folder");
    for (String path : List.of(root, root + "a/", "gs://folder")) {
      OutputException e = assertThrows(OutputException.class, () -> AtomicFile.create(path));
      assertEquals("cannot write " + path + ": it is a folder; name a file in it", e.getMessage());
    }
  }

  @Test
  void shouldTakeEmulatorFromEnvironment() throws IOException, InterruptedException {
    bucket("environment", "a");
    String host = gcs.endpoint().substring("http://".length());
    for (String endpoint : List.of(host, gcs.endpoint())) {
      Map<String, String> environment = Map.of("STORAGE_EMULATOR_HOST", endpoint);
      assertEquals("1 bytes", ChildJvm.run(Size.class, environment, "gs://environment/a"));
    }
  }

  @Test
  void shouldSayHowToGetCredentials() throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of("GOOGLE_APPLICATION_CREDENTIALS", "/does/not/exist", "STORAGE_EMULATOR_HOST", "");
    String message = ChildJvm.run(Size.class, environment, "gs://bucket/a");
    assertTrue(
        message.startsWith(
            "gs:// paths need Google Cloud credentials: run 'gcloud auth application-default"
                + " login', or set GOOGLE_APPLICATION_CREDENTIALS to a service account's key file"
                + " ("),
        message);
    assertTrue(message.contains("/does/not/exist"), message);
  }

  /** Prints the size of a file, or why there is none. */
  static final class Size {
    public static void main(String[] arguments) {
      try {
        System.out.println(Storage.readAll(arguments[0], 1000).length + " bytes");
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
