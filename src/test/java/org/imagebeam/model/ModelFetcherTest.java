package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.imagebeam.download.DownloadSettings;
import org.imagebeam.download.FetchLog;
import org.imagebeam.download.Progress;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.testing.ArchiveWriter;
import org.imagebeam.testing.ArchiveWriter.Entry;
import org.imagebeam.testing.FileServer;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFetcherTest {
  private static final String PATH = "/models/tiny.tgz";

  @TempDir Path temp;
  private FileServer server;
  private Path original;
  private Path cache;
  private FetchLog log;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.start();
    original = TinyGraphs.writeModelFolder(temp.resolve("original"), 16, 5, 1);
    server.put(PATH, ArchiveWriter.tgz(original, ""));
    cache = temp.resolve("cache");
    log = new FetchLog(cache);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldFetchUnpackAndRecord() throws IOException {
    FetchLog.Entry entry = fetch(source());
    assertModel(original);
    assertEquals(List.of("fetched.json", "tiny"), visible());
    assertEquals(log.at("tiny").orElseThrow(), entry);
    assertEquals(server.url(PATH), entry.address());
    assertEquals(3, entry.files().size());
    assertEquals(
        sha256(Files.readAllBytes(original.resolve(ModelFolder.GRAPH))),
        entry.file(ModelFolder.GRAPH).orElseThrow().sha256());
  }

  @Test
  void shouldNotFetchWhatIsThere() throws IOException {
    fetch(source());
    server.close();
    fetch(source());
    verify(source());
    assertModel(original);
  }

  @Test
  void shouldMendWhatIsMissingOrDamaged() throws IOException {
    fetch(source());
    Path graph = cache.resolve("tiny").resolve(ModelFolder.GRAPH);
    Files.delete(graph);
    fetch(source());
    assertModel(original);
    byte[] damaged = Files.readAllBytes(graph);
    damaged[100] ^= 1;
    Files.write(graph, damaged);
    // A look at the lengths doesn't find this; whoever reads the graph does.
    fetch(source());
    assertArrayEquals(damaged, Files.readAllBytes(graph));
    verify(source());
    assertModel(original);
  }

  @Test
  void shouldUnpackAnArchiveWithATopFolder() throws IOException {
    server.put(PATH, ArchiveWriter.zip(original, "inception-2015-12-05/"));
    fetch(source());
    assertModel(original);
  }

  @Test
  void shouldCompareWithTheFirstFetchEverAfter() throws IOException {
    fetch(source());
    Path other = TinyGraphs.writeModelFolder(temp.resolve("other"), 16, 5, 2);
    server.put(PATH, ArchiveWriter.tgz(other, ""));
    Files.delete(cache.resolve("tiny").resolve(ModelFolder.GRAPH));
    ModelException e = refused(ModelException.Kind.UNUSABLE, source());
    String first = log.at("tiny").orElseThrow().sha256();
    assertTrue(e.getMessage().contains(", and " + log.file() + ", of the first fetch on "));
    assertTrue(e.getMessage().contains("says " + first + ": it is damaged or another file"));
    assertTrue(
        e.getMessage()
            .endsWith(
                ". If what is there now is the right one, remove the entry of 'tiny' from that"
                    + " fetched.json, and fetch again"),
        e.getMessage());
  }

  @Test
  void shouldRefuseAnotherGraphThanTheCatalogueSays() throws IOException {
    String expected = "0".repeat(64);
    ModelSource pinned = new ModelSource("tiny", source().archive(), Optional.of(expected));
    ModelException e = refused(ModelException.Kind.UNUSABLE, pinned);
    String found = sha256(Files.readAllBytes(original.resolve(ModelFolder.GRAPH)));
    assertTrue(e.getMessage().contains("it has the SHA-256 " + found), e.getMessage());
    assertTrue(e.getMessage().contains("the catalogue says " + expected), e.getMessage());
    assertFalse(Files.exists(cache), "nothing is left");
    fetch(new ModelSource("tiny", source().archive(), Optional.of(found)));
    assertModel(original);
  }

  @Test
  void shouldRefuseAnotherArchiveThanTheCatalogueSays() throws IOException {
    RemoteFile archive =
        new RemoteFile(
            "tiny",
            List.of(server.url(PATH)),
            OptionalLong.of(7),
            Optional.empty(),
            "the catalogue");
    ModelException e =
        refused(ModelException.Kind.UNUSABLE, new ModelSource("tiny", archive, Optional.empty()));
    assertTrue(e.getMessage().contains("and the catalogue says 7"), e.getMessage());
  }

  @Test
  void shouldKeepNothingOfARefusedArchive() throws IOException {
    Entry model = Entry.file(ModelFolder.GRAPH, "graph");
    for (Entry evil :
        List.of(
            Entry.file("../evil", ""),
            new Entry("link", '2', "/etc"),
            Entry.file("a/" + ModelFolder.GRAPH, "graph"))) {
      server.put(PATH, ArchiveWriter.tgz(List.of(model, evil)));
      ModelException e = refused(ModelException.Kind.UNUSABLE, source());
      assertTrue(e.getMessage().startsWith("the archive " + server.url(PATH) + " holds "));
      assertTrue(e.getMessage().endsWith("; nothing of it was kept"), e.getMessage());
      assertFalse(Files.exists(cache), "nothing is left");
    }
    server.put(PATH, ArchiveWriter.tgz(List.of(Entry.file("readme", "no model"))));
    ModelException e = refused(ModelException.Kind.UNUSABLE, source());
    assertTrue(e.getMessage().contains("holds no classify_image_graph_def.pb"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("evil")));
  }

  @Test
  void shouldSayWhatAnArchiveHoldsInstead() throws IOException {
    String lite = "\u001c\0\0\0TFL3 and so on";
    Entry saved = Entry.file("net/1/saved_model.pb", "graph");
    server.put(PATH, ArchiveWriter.tgz(List.of(Entry.file("readme", "no model"), saved)));
    String message = refused(ModelException.Kind.UNUSABLE, source()).getMessage();
    assertTrue(
        message.startsWith(
            "the archive "
                + server.url(PATH)
                + " holds no classify_image_graph_def.pb; unpack it by other means: 'net/1' is a"
                + " SavedModel and no model folder: import it as a model folder"),
        message);
    server.put(PATH, ArchiveWriter.tgz(List.of(Entry.file("net.tflite", lite))));
    message = refused(ModelException.Kind.UNUSABLE, source()).getMessage();
    assertTrue(message.contains("'./net.tflite' is a TensorFlow Lite model"), message);
    server.put(PATH, lite.getBytes(StandardCharsets.ISO_8859_1));
    message = refused(ModelException.Kind.UNUSABLE, source()).getMessage();
    assertTrue(
        message.startsWith("'" + server.url(PATH) + "' is a TensorFlow Lite model and no model"),
        message);
    assertFalse(Files.exists(cache), "nothing is left");
  }

  @Test
  void shouldTellWhatCannotBeFetched() {
    ModelSource none =
        new ModelSource("tiny", RemoteFile.at("tiny", server.url("/none")), Optional.empty());
    refused(ModelException.Kind.NOT_FOUND, none);
    server.next(FileServer.status(503, "Retry-After", "9999"));
    ModelException e = refused(ModelException.Kind.UNREACHABLE, source());
    assertTrue(
        e.getMessage()
            .endsWith("copy it to this one, and give its path in place of the model's name"),
        e.getMessage());
    assertFalse(Files.exists(cache), "nothing is left");
  }

  @Test
  void shouldLeaveNothingWhereItCannotUnpack() throws IOException {
    byte[] whole = ArchiveWriter.tgz(original, "");
    server.put(PATH, Arrays.copyOf(whole, whole.length / 2));
    ModelException e = refused(ModelException.Kind.UNUSABLE, source());
    assertFalse(e.getMessage().contains("null"), e.getMessage());
    assertFalse(Files.exists(cache), "nothing is left");
    Files.createDirectories(cache);
    Files.writeString(cache.resolve("mine"), "not ours");
    refused(ModelException.Kind.UNUSABLE, source());
    assertEquals(List.of("mine"), visible());
  }

  @Test
  void shouldLeaveOnlyWhatCanBeGoneOnWith() throws IOException {
    server.next(server.cutAfter(100), FileServer.status(503, "Retry-After", "9999"));
    ModelException e = refused(ModelException.Kind.UNREACHABLE, source());
    assertTrue(e.getMessage().contains("it goes on from there"), e.getMessage());
    assertEquals(List.of(".tiny.archive.part", ".tiny.archive.part.json"), visible());
    fetch(source());
    assertModel(original);
    assertEquals(List.of("fetched.json", "tiny"), visible());
  }

  @Test
  void shouldReadALocalArchiveWhereItIs() throws IOException {
    Path archive = Files.write(temp.resolve("local.tgz"), ArchiveWriter.tgz(original, ""));
    fetch(local(archive));
    assertModel(original);
    assertTrue(Files.exists(archive));
    Files.delete(cache.resolve("tiny").resolve(ModelFolder.GRAPH));
    ModelException e = refused(ModelException.Kind.NOT_FOUND, local(temp.resolve("none.tgz")));
    assertTrue(e.getMessage().contains("there is no file"), e.getMessage());
    Files.writeString(archive, "damaged");
    refused(ModelException.Kind.UNUSABLE, local(archive));
    assertTrue(Files.exists(archive), "the user's own file is left alone");
  }

  @Test
  void shouldCompareALocalArchiveToo() throws IOException {
    Path archive = Files.write(temp.resolve("local.tgz"), ArchiveWriter.tgz(original, ""));
    RemoteFile known = local(archive).archive().withSha256("0".repeat(64), "the catalogue");
    refused(ModelException.Kind.UNUSABLE, new ModelSource("tiny", known, Optional.empty()));
    RemoteFile longer =
        new RemoteFile(
            "tiny", known.addresses(), OptionalLong.of(1), Optional.empty(), "the catalogue");
    refused(ModelException.Kind.UNUSABLE, new ModelSource("tiny", longer, Optional.empty()));
  }

  @Test
  void shouldFetchToAFolderOfTheUsers() throws IOException {
    Path to = temp.resolve("models/mine");
    fetchTo(to);
    assertEquals(3, UnpackedModel.files(to).size());
    Files.delete(to.resolve(ModelFolder.GRAPH));
    fetchTo(to);
    assertEquals(3, UnpackedModel.files(to).size());
    Path mine = Files.writeString(to.resolve("mine.txt"), "precious");
    Files.delete(to.resolve(ModelFolder.GRAPH));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> fetchTo(to));
    assertTrue(e.getMessage().contains("holds mine.txt, which was not fetched"), e.getMessage());
    assertEquals("precious", Files.readString(mine));
    ModelException file = assertThrows(ModelException.class, () -> fetchTo(mine));
    assertTrue(file.getMessage().contains("is a file: name a folder"), file.getMessage());
  }

  @Test
  void shouldClearWhatAKilledOneLeft() throws IOException {
    Path abandoned = cache.resolve(".tiny.unpacking/half");
    Files.createDirectories(abandoned);
    Files.writeString(abandoned.resolve("file"), "left");
    fetch(source());
    assertModel(original);
    assertEquals(List.of("fetched.json", "tiny"), visible());
  }

  private ModelSource source() {
    return new ModelSource("tiny", RemoteFile.at("tiny", server.url(PATH)), Optional.empty());
  }

  private static ModelSource local(Path archive) {
    return new ModelSource("tiny", RemoteFile.at("tiny", archive.toString()), Optional.empty());
  }

  private FetchLog.Entry fetch(ModelSource source) throws IOException {
    return fetcher().fetch(source, "tiny", cache.resolve("tiny"), false);
  }

  private void verify(ModelSource source) throws IOException {
    fetcher().fetch(source, "tiny", cache.resolve("tiny"), true);
  }

  private void fetchTo(Path folder) throws IOException {
    fetcher().fetch(source(), folder.toString(), folder, true);
  }

  private ModelFetcher fetcher() {
    return new ModelFetcher(log, DownloadSettings.DEFAULT, Progress.log());
  }

  private ModelException refused(ModelException.Kind kind, ModelSource source) {
    ModelException e = assertThrows(ModelException.class, () -> fetch(source));
    assertEquals(kind, e.kind(), e.getMessage());
    return e;
  }

  private void assertModel(Path expected) throws IOException {
    assertEquals(UnpackedModel.describe(expected), UnpackedModel.describe(cache.resolve("tiny")));
  }

  /** Whatever is in the cache, but for the lock of the log. */
  private List<String> visible() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(".fetched.json.lock"))
          .sorted()
          .toList();
    }
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}
