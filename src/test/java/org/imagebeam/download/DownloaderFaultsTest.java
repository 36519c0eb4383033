package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.imagebeam.testing.FileServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that misbehave, and networks that aren't there. */
class DownloaderFaultsTest {
  private static final String PATH = "/data.bin";
  private static final int MAX_BYTES = 1_000_000;

  @TempDir Path temp;
  private final RecordedProgress progress = new RecordedProgress();
  private FileServer server;
  private Path folder;
  private Path target;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.start();
    folder = temp.resolve("folder");
    target = folder.resolve("data.bin");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static DownloadSettings settings(Duration stall) {
    return new DownloadSettings(
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        stall,
        3,
        Duration.ofMillis(10),
        Duration.ofSeconds(3),
        MAX_BYTES);
  }

  @Test
  void shouldEndAnAnswerThatHasNoEnd() throws IOException {
    server.next(endless());
    DownloadException e = refused(DownloadException.Kind.WRONG, at(server.url(PATH)));
    assertTrue(e.getMessage().contains("it has more than 1,000,000 bytes"), e.getMessage());
    assertEquals(List.of(), names());
    // What the catalogue says comes before that.
    server.next(endless());
    e = refused(DownloadException.Kind.WRONG, ofLength(1000));
    assertTrue(e.getMessage().contains("it has more bytes, and the test says 1,000"));
    assertEquals(List.of(), names());
  }

  private static FileServer.Answer endless() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      try {
        while (true) {
          out.write(new byte[1 << 16]);
        }
      } catch (IOException e) {
        return new FileServer.Sent(200, 0);
      }
    };
  }

  @Test
  void shouldRefuseAStatedLengthAboveTheLimitUnlessTheCatalogueSaysIt() throws IOException {
    byte[] content = bytes(MAX_BYTES + 1);
    server.put(PATH, content);
    refused(DownloadException.Kind.WRONG, at(server.url(PATH)));
    assertEquals(List.of(), names());
    fetch(ofLength(content.length));
    assertArrayEquals(content, Files.readAllBytes(target));
    server.next(server.chunked());
    fetch(ofLength(content.length));
    assertArrayEquals(content, Files.readAllBytes(target));
  }

  @Test
  void shouldPromiseToGoOnOnlyWhereTheServerDoes() throws IOException {
    server.put(PATH, bytes(5000));
    // Neither parts nor a tag; a tag alone; parts without a tag.
    for (String header : List.of("X-None", "ETag", "Accept-Ranges")) {
      String value = header.equals("ETag") ? "\"1\"" : "bytes";
      server.next(cut(1000, header, value), cut(1000, header, value), cut(1000, header, value));
      DownloadException e = refused(DownloadException.Kind.UNREACHABLE, at(server.url(PATH)));
      assertTrue(e.getMessage().endsWith("given up after 3 attempts. Try again later"), header + e);
      assertEquals(List.of(), names());
    }
    server.next(server.cutAfter(1000), server.cutAfter(1000), server.cutAfter(1000));
    DownloadException e = refused(DownloadException.Kind.UNREACHABLE, at(server.url(PATH)));
    assertTrue(e.getMessage().endsWith("Run the same command again: it goes on from there"));
    assertEquals(List.of("data.bin.part", "data.bin.part.json"), names());
  }

  @Test
  void shouldNotBelieveAServerThatSaysItHasPartsAndSendsAll() throws IOException {
    server.put(PATH, bytes(5000));
    FileServer.Answer all = cut(1000, "ETag", "\"1\"", "Accept-Ranges", "bytes");
    server.next(all, all, all);
    DownloadException e = refused(DownloadException.Kind.UNREACHABLE, at(server.url(PATH)));
    assertTrue(e.getMessage().endsWith("Try again later"), e.getMessage());
    assertEquals(List.of(), names());
  }

  /** So many bytes of the file from its start, with these headers, whatever is asked for. */
  private static FileServer.Answer cut(int bytes, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(200, 5000);
      exchange.getResponseBody().write(new byte[bytes]);
      return new FileServer.Sent(200, bytes);
    };
  }

  @Test
  void shouldGoOnAsLongAsEachHundredKilobytesCome() throws IOException {
    byte[] content = bytes(900_000);
    server.put(PATH, content);
    FileServer.Answer[] cuts = new FileServer.Answer[14];
    // Two of them together are progress, and three failures in a row would be the end.
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = server.cutAfter(60_000);
    }
    server.next(cuts);
    fetch(at(server.url(PATH)));
    assertArrayEquals(content, Files.readAllBytes(target));
    assertEquals(15, server.requests().size());
  }

  @Test
  void shouldGiveUpAConnectionThatTrickles() throws IOException {
    byte[] content = bytes(40_000);
    server.put(PATH, content);
    // 100 bytes each 20 ms: it would take 8 s.
    server.next(server.slowly(400, 20));
    fetch(at(server.url(PATH)), Duration.ofMillis(100));
    assertArrayEquals(content, Files.readAllBytes(target));
    assertTrue(
        progress.lines.get(0).matches("data: no more than \\d+ bytes came in 1.0 s after .*"),
        progress.lines.toString());
  }

  @Test
  void shouldNotBePatientWhereNothingCanBeReached() throws IOException {
    List<String> unreachable =
        List.of("http://host.invalid/x", "http://127.0.0.1:" + closed() + "/");
    for (String address : unreachable) {
      DownloadException e = refused(DownloadException.Kind.UNREACHABLE, at(address));
      assertTrue(
          e.getMessage().matches(".*: (the host is not known|no connection)[;.].*Try again later"),
          e.getMessage());
      assertFalse(Files.exists(folder), "no folder is left");
    }
  }

  @Test
  void shouldNotWaitForAMachineThatTakesNoConnection() throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // The queue is full then, and what comes is dropped, as by a firewall.
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
        waiting.add(channel);
      }
      String address = "http://127.0.0.1:" + full.getLocalPort() + "/x";
      RemoteFile mirrored =
          new RemoteFile(
              "data", List.of(address, address), OptionalLong.empty(), Optional.empty(), "");
      DownloadException e = refused(DownloadException.Kind.UNREACHABLE, mirrored);
      assertTrue(e.getMessage().contains(": no connection in time; and can't"), e.getMessage());
    } finally {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }

  @Test
  void shouldKeepItsPatienceOnceAServerWasReached() throws IOException {
    server.put(PATH, bytes(5000));
    server.next(FileServer.status(503), FileServer.status(503));
    fetch(at(server.url(PATH)));
    assertEquals(3, server.requests().size());
  }

  private static int closed() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static RemoteFile at(String address) {
    return RemoteFile.at("data", address);
  }

  private RemoteFile ofLength(long bytes) {
    return new RemoteFile(
        "data", List.of(server.url(PATH)), OptionalLong.of(bytes), Optional.empty(), "the test");
  }

  private void fetch(RemoteFile file) throws IOException {
    fetch(file, Duration.ofSeconds(5));
  }

  private void fetch(RemoteFile file, Duration stall) throws IOException {
    new Downloader(settings(stall), progress).fetch(file, target);
  }

  private DownloadException refused(DownloadException.Kind kind, RemoteFile file) {
    DownloadException e = assertThrows(DownloadException.class, () -> fetch(file));
    assertEquals(kind, e.kind(), e.getMessage());
    return e;
  }

  private List<String> names() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
