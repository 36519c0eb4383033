package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.imagebeam.testing.FileServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of {@link Downloader} share: a server, and a file that it serves. */
abstract class DownloaderFixture {
  static final String PATH = "/files/data.bin";
  static final byte[] CONTENT = bytes(1, 300_000);

  static final DownloadSettings QUICK =
      new DownloadSettings(
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          Duration.ofMillis(600),
          3,
          Duration.ofMillis(10),
          Duration.ofSeconds(3),
          1_000_000);

  @TempDir Path temp;
  final RecordedProgress progress = new RecordedProgress();

  FileServer server;
  Path target;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.start();
    server.put(PATH, CONTENT);
    target = temp.resolve("data.bin");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  RemoteFile mirroredByBadServers() {
    FileServer.Answer busy = FileServer.status(503);
    server.next(FileServer.status(404), busy, busy, busy);
    return mirrored("/none", PATH);
  }

  RemoteFile file() {
    return RemoteFile.at("data", server.url(PATH));
  }

  RemoteFile mirrored(String... paths) {
    return new RemoteFile(
        "data",
        Stream.of(paths).map(server::url).toList(),
        OptionalLong.empty(),
        Optional.empty(),
        "the test");
  }

  RemoteFile ofLength(long bytes) {
    return new RemoteFile(
        "data", List.of(server.url(PATH)), OptionalLong.of(bytes), Optional.empty(), "the test");
  }

  /** Leaves so many bytes of the file behind. */
  void breakOff(int bytes) {
    server.next(server.cutAfter(bytes), FileServer.status(503), FileServer.status(503));
    refused(DownloadException.Kind.UNREACHABLE, file());
  }

  FetchedFile fetch(RemoteFile file) throws IOException {
    return new Downloader(QUICK, progress).fetch(file, target);
  }

  DownloadException refused(DownloadException.Kind kind, RemoteFile file) {
    DownloadException e = assertThrows(DownloadException.class, () -> fetch(file));
    assertEquals(kind, e.kind(), e.getMessage());
    return e;
  }

  FileServer.Request last() {
    List<FileServer.Request> requests = server.requests();
    return requests.get(requests.size() - 1);
  }

  void assertWhole(byte[] content) throws IOException {
    assertArrayEquals(content, Files.readAllBytes(target));
    assertEquals(List.of("data.bin"), names());
  }

  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}
