package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.imagebeam.download.FetchLog;
import org.imagebeam.download.Progress;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.Remedy;
import org.imagebeam.testing.ArchiveWriter;
import org.imagebeam.testing.FileServer;
import org.imagebeam.testing.GcsEmulator;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRefTest {
  @TempDir Path temp;
  private FileServer server;
  private Path original;
  private byte[] archive;
  private String id;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.start();
    original = TinyGraphs.writeModelFolder(temp.resolve("original"), 16, 5, 1);
    archive = ArchiveWriter.tgz(original, "");
    id = ModelFolder.open(original.toString()).readGraph().id();
    server.put("/tiny.tgz", archive);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldTakeFoldersAndTheJarAsTheyAre() {
    assertEquals(original.toString(), open(original.toString()).location());
    assertEquals("embedded", open("embedded").location());
    assertTrue(Files.notExists(temp.resolve("cache")));
  }

  @Test
  void shouldKeepWhatItsGraphMayDo() {
    ModelRef folder = new ModelRef(original.toString(), "").withAllowUnsafeModel(true);
    assertTrue(folder.portable().allowUnsafeModel());
    ModelRef archive = new ModelRef(server.url("/tiny.tgz"), temp + "/cache", true);
    ModelFolder fetched = archive.open();
    ModelRef named =
        new ModelRef(Path.of(fetched.location()).getFileName().toString(), temp + "/cache");
    assertFalse(named.portable().allowUnsafeModel());
    assertTrue(named.withAllowUnsafeModel(true).portable().allowUnsafeModel());
  }

  @Test
  void shouldFetchFromAnAddressOnce() throws IOException {
    ModelFolder first = open(server.url("/tiny.tgz"));
    assertEquals(id, first.readGraph().id());
    assertTrue(first.location().startsWith(temp.resolve("cache") + "/tiny-"), first.location());
    server.close();
    assertEquals(first.location(), open(server.url("/tiny.tgz")).location());
  }

  @Test
  void shouldKeepAddressesApart() throws IOException {
    Path other = TinyGraphs.writeModelFolder(temp.resolve("other"), 16, 5, 2);
    server.put("/other/tiny.tgz", ArchiveWriter.tgz(other, ""));
    assertNotEquals(
        open(server.url("/tiny.tgz")).readGraph().id(),
        open(server.url("/other/tiny.tgz")).readGraph().id());
  }

  @Test
  void shouldUnpackALocalArchive() throws IOException {
    Path file = Files.write(temp.resolve("tiny.zip"), ArchiveWriter.zip(original, "model/"));
    ModelFolder first = open(file.toString());
    assertEquals(id, first.readGraph().id());
    assertEquals(first.location(), open("file://" + file).location());
    // Another content is another model, though of the same name.
    Path other = TinyGraphs.writeModelFolder(temp.resolve("other"), 16, 5, 2);
    Files.write(file, ArchiveWriter.zip(other, ""));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    assertEquals(
        ModelFolder.open(other.toString()).readGraph().id(),
        open(file.toString()).readGraph().id());
  }

  @Test
  void shouldFetchFromCloudStorage() throws Exception {
    try (GcsEmulator gcs = GcsEmulator.start()) {
      gcs.createBucket("bucket");
      gcs.put("bucket", "models/tiny.tgz", archive);
      assertEquals(id, open("gs://bucket/models/tiny.tgz").readGraph().id());
    }
    assertEquals(id, open("gs://bucket/models/tiny.tgz").readGraph().id());
  }

  @Test
  void shouldKnowWhatWasFetchedByName() throws IOException {
    new FetchRequest("mine", Optional.of(server.url("/tiny.tgz")), Optional.empty())
        .run(ModelCache.of(cache()), Progress.log());
    server.close();
    ModelFolder byName = open("mine");
    assertEquals(id, byName.readGraph().id());
    assertEquals(temp.resolve("cache/mine").toString(), byName.location());
    // Other machines don't know the name, but can have what is behind it.
    ModelRef portable = new ModelRef("mine", cache()).portable();
    assertEquals(new ModelRef(server.url("/tiny.tgz"), cache()), portable);
    assertEquals(byName.location(), portable.open().location());
  }

  @Test
  void shouldLeaveOtherLocationsAsTheyAreForOtherMachines() {
    for (String name : new String[] {"embedded", "inception-v3", original.toString(), "gs://b/m"}) {
      ModelRef location = new ModelRef(name, cache());
      assertEquals(location, location.portable());
    }
  }

  @Test
  void shouldKnowTheCatalogue() throws IOException {
    ModelCache models = ModelCache.of(cache());
    ModelSource byName = ModelRef.of("inception-v3").source(models).orElseThrow();
    String address = byName.archive().addresses().get(0);
    assertEquals(byName, ModelRef.of(address).source(models).orElseThrow());
    assertEquals("inception-v3", byName.folder());
  }

  @Test
  void shouldNoticeADamagedGraph() throws IOException {
    String location = open(server.url("/tiny.tgz")).location();
    Path graph = Path.of(location, ModelFolder.GRAPH);
    byte[] bytes = Files.readAllBytes(graph);
    bytes[bytes.length / 2] ^= 1;
    Files.write(graph, bytes);
    ModelFolder damaged = open(server.url("/tiny.tgz"));
    ModelException e = assertThrows(ModelException.class, damaged::readGraph);
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertTrue(e.getMessage().endsWith("it is damaged; fetch it again"), e.getMessage());
    assertEquals(
        Optional.of(Remedy.of(Remedy.Kind.FETCH_MODEL, server.url("/tiny.tgz"), cache())),
        e.remedy());
  }

  @Test
  void shouldSayThatThereIsNoSuchModel() {
    for (String name : new String[] {"no-such-model", ""}) {
      ModelException e = assertThrows(ModelException.class, () -> open(name), name);
      assertEquals(ModelException.Kind.NOT_FOUND, e.kind());
    }
  }

  @Test
  void shouldNameTheSchemesThatWork() {
    for (String name : new String[] {"s3://bucket/x.tgz", "FTP://host/x.zip", "https:/host/x"}) {
      InvalidValueException e = assertThrows(InvalidValueException.class, () -> open(name), name);
      assertEquals(
          "'"
              + name
              + "' can't be fetched: an address starts with http://, https:// or gs://, and a file"
              + " of this machine is given by its path",
          e.getMessage());
    }
  }

  @Test
  void shouldFetchAgainWhereTheRecordIsOfSomethingElse() throws IOException {
    String location = open(server.url("/tiny.tgz")).location();
    Path log = temp.resolve("cache").resolve(FetchLog.NAME);
    Files.writeString(log, Files.readString(log).replace(ModelFolder.GRAPH, "labels.txt"));
    Files.writeString(Path.of(location, "labels.txt"), "");
    assertEquals(id, open(server.url("/tiny.tgz")).readGraph().id());
  }

  @Test
  void shouldRefuseACacheThatCannotBeOne() throws IOException {
    assertThrows(
        IllegalArgumentException.class, () -> new ModelRef("embedded", "gs://bucket/cache").open());
    Path file = Files.writeString(temp.resolve("file"), "");
    UncheckedIOException e =
        assertThrows(
            UncheckedIOException.class,
            () -> new ModelRef(server.url("/tiny.tgz"), file + "/cache").open());
    assertTrue(e.getCause().getMessage().contains(file.toString()), e.getCause().getMessage());
  }

  private ModelFolder open(String name) {
    return new ModelRef(name, cache()).open();
  }

  private String cache() {
    return temp.resolve("cache").toString();
  }
}
