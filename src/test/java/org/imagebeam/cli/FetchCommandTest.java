package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.ArchiveWriter;
import org.imagebeam.testing.ArchiveWriter.Entry;
import org.imagebeam.testing.Args;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.FileServer;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FetchCommandTest extends CommandFixture {
  private static final String PATH = "/models/tiny.tgz";

  @TempDir Path temp;
  private FileServer server;
  private Path original;
  private String url;
  private Path cache;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.start();
    original = TinyGraphs.writeModelFolder(temp.resolve("original"), 16, 9, 5);
    server.put(PATH, ArchiveWriter.tgz(original, ""));
    url = server.url(PATH);
    cache = temp.resolve("cache");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldFetchByNameAndPrintTheFolder() throws IOException {
    assertEquals(0, fetch("mine", "--url=" + url), err.toString());
    assertEquals(cache.resolve("mine") + System.lineSeparator(), out.toString());
    List<String> lines = err.toString().lines().toList();
    long bytes = server.requests().get(0).sent();
    assertEquals(String.format(Locale.ROOT, "fetching mine of %,d bytes", bytes), lines.get(0));
    assertTrue(lines.get(1).matches("mine: [0-9,]+ bytes \\([0-9.]+ MB/s\\)"), lines.get(1));
    assertEquals("unpacking mine", lines.get(2));
    assertEquals(3, lines.size());
    assertArrayEquals(
        Files.readAllBytes(original.resolve(ModelFolder.GRAPH)),
        Files.readAllBytes(cache.resolve("mine").resolve(ModelFolder.GRAPH)));
  }

  @Test
  void shouldSkipWhatIsThereAndSound() throws IOException {
    assertEquals(0, fetch("mine", "--url=" + url));
    assertEquals(0, fetch("mine", "--url=" + url));
    assertEquals(0, fetch("mine"));
    assertEquals(1, server.requests().size());
    Files.writeString(cache.resolve("mine").resolve(ModelFolder.GRAPH), "damaged");
    assertEquals(0, fetch("mine"));
    assertEquals(2, server.requests().size());
  }

  @Test
  void shouldFetchToAFolder() {
    Path to = temp.resolve("inception_model");
    assertEquals(0, fetch("mine", "--url=" + url, "--to=" + to), err.toString());
    assertEquals(to + System.lineSeparator(), out.toString());
    assertTrue(Files.exists(to.resolve(ModelFolder.GRAPH)));
    assertFalse(Files.exists(cache.resolve("mine")));
    assertEquals(0, fetch("mine", "--url=" + url, "--to=" + to), err.toString());
    assertEquals(1, server.requests().size());
  }

  @Test
  void shouldFetchByAddressAndFromAFile() throws IOException {
    assertEquals(0, fetch(url), err.toString());
    Path archive = Files.write(temp.resolve("a.zip"), ArchiveWriter.zip(original, "x/"));
    assertEquals(0, fetch(archive.toString()), err.toString());
    assertEquals(0, fetch("named", "--url=" + archive), err.toString());
    assertTrue(Files.exists(cache.resolve("named").resolve(ModelFolder.GRAPH)));
  }

  @Test
  void shouldHoldAnotherAddressToTheCatalogue() {
    assertFails(
        ExitCode.MODEL_UNUSABLE,
        "and the catalogue says 88,931,400: it is another file",
        "inception-v3",
        "--url=" + url);
    assertFails(
        ExitCode.MODEL_UNUSABLE,
        "original.tgz has ",
        "inception-v3",
        "--url=" + archive("original.tgz"));
  }

  private Path archive(String name) {
    try {
      return Files.write(temp.resolve(name), ArchiveWriter.tgz(original, ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldSayWhatIsWrong() throws IOException {
    assertFails(ExitCode.MODEL_NOT_FOUND, "404 (Not Found); check the address", url + "x");
    assertFails(
        ExitCode.MODEL_NOT_FOUND,
        "there is no model 'inception' in the catalogue, and no url of an archive is given"
            + " ('imagebeam model list' shows the names)",
        "inception");
    assertFails(ExitCode.USAGE, "the model 'embedded' is in the jar", "embedded");
    assertFails(ExitCode.USAGE, "'../x' is no valid name of a model", "../x", "--url=" + url);
    assertFails(ExitCode.USAGE, "'http://a b' is no address", "x", "--url=http://a b");
    assertFails(
        ExitCode.USAGE,
        "an address starts with http://, https:// or gs://",
        "x",
        "--url=ftp://host/x.tgz");
    assertFails(ExitCode.USAGE, "'s3://b/x.tgz' can't be fetched", "s3://b/x.tgz");
    assertFails(ExitCode.USAGE, "give a local path", "x", "--url=" + url, "--to=ftp://host/x");
    assertFails(ExitCode.USAGE, "--to must be a folder", "x", "--url=" + url, "--to=gs://b/x");
    assertFails(ExitCode.USAGE, "Missing required parameter: 'NAME'");
    server.next(FileServer.status(503, "Retry-After", "3600"));
    assertFails(ExitCode.FETCH, "503 (Service Unavailable) and asks to come back", url);
    server.put("/evil.tgz", ArchiveWriter.tgz(List.of(Entry.file("../evil", "x"))));
    assertFails(
        ExitCode.MODEL_UNUSABLE,
        "evil.tgz holds '../evil', which leads out of the folder; nothing of it was kept",
        server.url("/evil.tgz"));
    Path file = Files.writeString(temp.resolve("file"), "");
    assertFails(
        ExitCode.OUTPUT, "is a file where a folder is needed", url, "--modelCache=" + file + "/x");
  }

  @Test
  void shouldNotGiveANameTwice() {
    assertEquals(0, fetch("mine", "--url=" + url));
    assertFails(
        ExitCode.USAGE,
        "the name 'mine' is taken by " + url + ": choose another",
        "mine",
        "--url=" + server.url("/other.tgz"));
  }

  @Test
  void shouldClassifyWithAModelFromTheWeb() throws IOException {
    Path photos = Files.createDirectory(temp.resolve("photos"));
    Files.write(photos.resolve("a.png"), Images.png(20, 20, 1));
    assertEquals(0, classify(photos, "fetched.csv", url), err.toString());
    assertTrue(err.toString().startsWith("fetching tiny of "), err.toString());
    assertEquals(0, classify(photos, "again.csv", url), err.toString());
    assertEquals(1, server.requests().size());
    assertEquals(0, classify(photos, "folder.csv", original.toString()), err.toString());
    assertEquals(
        Files.readString(temp.resolve("folder.csv")),
        Files.readString(temp.resolve("fetched.csv")));
    JsonNode metrics =
        new ObjectMapper().readTree(temp.resolve("folder.csv.metrics.json").toFile());
    assertEquals(original.toString(), metrics.get("model").get("location").asText());
    assertEquals(
        ExitCode.MODEL_NOT_FOUND.code(), classify(photos, "x.csv", server.url("/none.tgz")));
  }

  @Test
  void shouldInspectAModelFromTheWeb() {
    assertEquals(0, run("model", "inspect", url, "--modelCache=" + cache), err.toString());
    assertTrue(out.toString().startsWith("model          " + url + " ("), out.toString());
  }

  @Test
  @Timeout(120)
  void shouldFetchOnceForTwoProcesses() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    server.next(server.after(waiting));
    List<String> said = new CopyOnWriteArrayList<>();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    List<Future<Integer>> ends = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Process child = ChildJvm.start(Fetch.class, cache.toString(), url);
      ends.add(
          readers.submit(
              () -> {
                child
                    .inputReader(StandardCharsets.UTF_8)
                    .lines()
                    .forEach(
                        line -> {
                          said.add(line);
                          if (line.startsWith("waiting for another process that fetches mine")) {
                            waiting.countDown();
                          }
                        });
                return child.waitFor();
              }));
    }
    for (Future<Integer> end : ends) {
      assertEquals(0, end.get(), said.toString());
    }
    readers.shutdown();
    String folder = cache.resolve("mine").toString();
    assertEquals(1, server.requests().size());
    assertEquals(2, said.stream().filter(folder::equals).count(), said.toString());
    assertEquals(
        ModelFolder.open(original.toString()).readGraph().id(),
        ModelFolder.open(folder).readGraph().id());
  }

  /** Fetches a model to a cache, and says everything on standard output. */
  static final class Fetch {
    private Fetch() {}

    public static void main(String... args) {
      PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
      System.exit(
          new ImagebeamCommand(out, out)
              .run("model", "fetch", "mine", "--modelCache=" + args[0], "--url=" + args[1]));
    }
  }

  private int classify(Path photos, String output, String model) {
    return run(
        "classify",
        "--input=" + photos,
        "--output=" + temp.resolve(output),
        "--model=" + model,
        "--modelCache=" + cache);
  }

  @Override
  void assertFails(ExitCode code, String message, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(code.code(), fetch(args), err.toString());
    String last = err.toString().lines().reduce("", (a, b) -> b);
    assertTrue(last.startsWith("imagebeam: "), last);
    assertTrue(last.contains(message), last);
  }

  private int fetch(String... args) {
    return run(Args.of(List.of("model", "fetch", "--modelCache=" + cache), args));
  }
}
