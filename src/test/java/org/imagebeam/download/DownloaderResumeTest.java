package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.imagebeam.testing.FileServer;
import org.junit.jupiter.api.Test;

/** Downloads that go on where they broke off. */
class DownloaderResumeTest extends DownloaderFixture {
  @Test
  void shouldGoOnAfterACutConnection() throws IOException {
    server.next(server.cutAfter(120_000));
    fetch(file());
    assertWhole(CONTENT);
    FileServer.Request second = server.requests().get(1);
    assertEquals(2, server.requests().size());
    assertEquals("bytes=120000-", second.range());
    assertEquals(FileServer.etag(CONTENT), second.ifRange());
    assertEquals(206, second.status());
    assertEquals(CONTENT.length - 120_000, second.sent());
    assertTrue(
        progress
            .lines
            .get(0)
            .startsWith("data: the connection was cut after 120,000 bytes; trying"),
        progress.lines.toString());
    assertEquals(List.of("data 0 300000", "end", "data 120000 300000", "end"), progress.tasks);
  }

  @Test
  void shouldGoOnInALaterRun() throws IOException {
    server.next(server.cutAfter(100), server.cutAfter(100), server.cutAfter(100));
    DownloadException e = refused(DownloadException.Kind.UNREACHABLE, file());
    assertTrue(e.getMessage().contains("can't fetch data from " + server.url(PATH)));
    assertTrue(
        e.getMessage()
            .contains("the connection was cut after 300 bytes; given up after 3 attempts. Run the"),
        e.getMessage());
    assertFalse(Files.exists(target));
    fetch(file());
    assertWhole(CONTENT);
    assertEquals(
        List.of("", "bytes=100-", "bytes=200-", "bytes=300-"),
        server.requests().stream().map(FileServer.Request::range).toList());
  }

  @Test
  void shouldNotAskAgainForWhatIsAllThere() throws IOException {
    server.next(server.cutAfter(100), server.cutAfter(100), server.cutAfter(100));
    refused(DownloadException.Kind.UNREACHABLE, file());
    Files.write(temp.resolve("data.bin.part"), CONTENT);
    fetch(file());
    assertWhole(CONTENT);
    assertEquals(3, server.requests().size());
  }

  @Test
  void shouldStartAnewWhenTheFileHasChanged() throws IOException {
    byte[] changed = bytes(2, 200_000);
    breakOff(1000);
    server.put(PATH, changed);
    fetch(file());
    assertWhole(changed);
    FileServer.Request last = last();
    assertEquals("bytes=1000-", last.range());
    assertEquals(FileServer.etag(CONTENT), last.ifRange());
    assertEquals(200, last.status());
    assertTrue(progress.lines.contains("data can't be resumed, so it is fetched from its start"));
  }

  @Test
  void shouldNotMixContentsOfAServerThatIgnoresIfRange() throws IOException {
    byte[] changed = bytes(2, CONTENT.length);
    breakOff(1000);
    server.put(PATH, changed);
    server.next(
        server.whole(
            206, "ETag", FileServer.etag(changed), "Content-Range", "bytes 1000-299999/300000"));
    fetch(file());
    assertWhole(changed);
    assertEquals("", last().range());
  }

  @Test
  void shouldRefuseAnotherPartThanItAskedFor() throws IOException {
    breakOff(1000);
    server.next(server.whole(206, "Content-Range", "bytes 0-299999/300000"));
    fetch(file());
    assertWhole(CONTENT);
    assertEquals("", last().range());
  }

  @Test
  void shouldFetchAllFromAServerWithoutRanges() throws IOException {
    breakOff(1000);
    server.next(server.whole(200, "ETag", FileServer.etag(CONTENT)));
    fetch(file());
    assertWhole(CONTENT);
    assertEquals("bytes=1000-", last().range());
  }

  @Test
  void shouldNotGoOnByAWeakETag() throws IOException {
    server.next(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "W/\"1\"");
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          return new FileServer.Sent(200, 1000);
        });
    fetch(file());
    assertWhole(CONTENT);
    assertEquals("", last().range());
  }

  @Test
  void shouldGoOnByTheTimeOfTheLastChange() throws IOException {
    String changed = "Wed, 21 Oct 2015 07:28:00 GMT";
    server.next(
        exchange -> {
          exchange.getResponseHeaders().set("Last-Modified", changed);
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          return new FileServer.Sent(200, 1000);
        });
    fetch(file());
    assertWhole(CONTENT);
    assertEquals(changed, last().ifRange());
  }

  @Test
  void shouldStartAnewWhenTheServerHasNoSuchPart() throws IOException {
    breakOff(1000);
    server.next(FileServer.status(416));
    fetch(file());
    assertWhole(CONTENT);
    assertEquals("", last().range());
  }

  @Test
  void shouldTakeAnUnsatisfiableRangeAtTheEndForTheEnd() throws IOException {
    server.next(server.chunked());
    fetch(file());
    // As if killed between the last byte and the new name.
    Files.move(target, temp.resolve("data.bin.part"));
    Files.writeString(
        temp.resolve("data.bin.part.json"),
        String.format(
            "{\"address\":\"%1$s\",\"url\":\"%1$s\",\"validator\":%2$s,\"total\":-1}",
            server.url(PATH), "\"\\\"" + FileServer.etag(CONTENT).replace("\"", "") + "\\\"\""));
    fetch(file());
    assertWhole(CONTENT);
    assertEquals(416, last().status());
    assertEquals("bytes=300000-", last().range());
  }

  @Test
  void shouldGoOnWhereAServerEndsEarlyWithoutSayingSo() throws IOException {
    server.next(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", FileServer.etag(CONTENT));
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          return new FileServer.Sent(200, 1000);
        });
    fetch(ofLength(CONTENT.length));
    assertWhole(CONTENT);
    assertEquals("bytes=1000-", last().range());
  }

  @Test
  void shouldGoOnAtTheAddressOfWhatIsThere() throws IOException {
    server.put("/mirror", CONTENT);
    server.next(FileServer.status(404), server.cutAfter(50), server.cutAfter(50));
    server.next(server.cutAfter(50));
    refused(DownloadException.Kind.UNREACHABLE, mirrored(PATH, "/mirror"));
    fetch(mirrored(PATH, "/mirror"));
    assertEquals("/mirror", last().path());
    assertEquals("bytes=150-", last().range());
  }

  @Test
  void shouldIgnoreAPartThatNothingIsKnownOf() throws IOException {
    Files.write(temp.resolve("data.bin.part"), bytes(3, 500));
    fetch(file());
    assertWhole(CONTENT);
    Files.write(temp.resolve("data.bin.part"), bytes(3, 500));
    Files.writeString(temp.resolve("data.bin.part.json"), "{\"address\":");
    fetch(file());
    assertWhole(CONTENT);
    assertEquals("", last().range());
  }
}
