package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.local.OutputException;
import org.imagebeam.testing.FileServer;
import org.junit.jupiter.api.Test;

class DownloaderTest extends DownloaderFixture {
  @Test
  void shouldFetchAFile() throws IOException {
    FetchedFile fetched = fetch(file());
    assertWhole(CONTENT);
    assertEquals(server.url(PATH), fetched.address());
    assertEquals(server.url(PATH), fetched.url());
    assertEquals(CONTENT.length, fetched.bytes());
    assertEquals(sha256(CONTENT), fetched.sha256());
    assertEquals(Optional.of(FileServer.etag(CONTENT)), fetched.etag());
    assertEquals(List.of("data 0 300000", "end"), progress.tasks);
    assertEquals(CONTENT.length, progress.reached.get(progress.reached.size() - 1));
    assertEquals(List.of(), progress.lines);
  }

  @Test
  void shouldFetchAnEmptyFile() throws IOException {
    server.put(PATH, new byte[0]);
    assertEquals(0, fetch(file()).bytes());
    assertWhole(new byte[0]);
  }

  @Test
  void shouldFetchWhatStatesNoLength() throws IOException {
    server.next(server.chunked());
    fetch(file());
    assertWhole(CONTENT);
    assertEquals("data 0 -1", progress.tasks.get(0));
  }

  @Test
  void shouldNotTryAgainWhatIsNotThere() {
    DownloadException e =
        refused(DownloadException.Kind.NOT_FOUND, RemoteFile.at("data", server.url("/none")));
    assertTrue(e.getMessage().endsWith("the server answers 404 (Not Found); check the address"));
    assertEquals(1, server.requests().size());
    server.next(FileServer.status(403));
    e = refused(DownloadException.Kind.NOT_FOUND, file());
    assertTrue(e.getMessage().contains("403 (Forbidden); the file isn't public"), e.getMessage());
    assertEquals(2, server.requests().size());
  }

  @Test
  void shouldWaitAsLongAsABusyServerAsks() throws IOException {
    server.next(FileServer.status(503, "Retry-After", "1"), FileServer.status(503));
    long start = System.nanoTime();
    fetch(file());
    assertWhole(CONTENT);
    assertTrue(System.nanoTime() - start >= 1_000_000_000L);
    assertEquals(
        "data: the server answers 503 (Service Unavailable); trying again in 1.0 s (2 of 3)",
        progress.lines.get(0));
  }

  @Test
  void shouldNotWaitForHours() {
    server.next(FileServer.status(503, "Retry-After", "7200"));
    DownloadException e = refused(DownloadException.Kind.UNREACHABLE, file());
    assertTrue(
        e.getMessage().endsWith("and asks to come back in 7200 s. Try again later"),
        e.getMessage());
    server.next(FileServer.status(429, "Retry-After", "Tue, 01 Jan 2999 00:00:00 GMT"));
    refused(DownloadException.Kind.UNREACHABLE, file());
    assertEquals(2, server.requests().size());
  }

  @Test
  void shouldGiveUpOnAServerThatStaysBusy() {
    server.next(FileServer.status(500), FileServer.status(502), FileServer.status(504));
    DownloadException e = refused(DownloadException.Kind.UNREACHABLE, file());
    assertTrue(e.getMessage().contains("504 (Gateway Timeout); given up after 3"), e.getMessage());
  }

  @Test
  void shouldRefuseAnotherLength() throws IOException {
    DownloadException e = refused(DownloadException.Kind.WRONG, ofLength(299_999));
    assertTrue(
        e.getMessage().contains("it has 300,000 bytes, and the test says 299,999: it is another"),
        e.getMessage());
    assertEquals(1, server.requests().size());
    assertEquals(List.of(), names());
  }

  @Test
  void shouldStopWhereMoreComesThanShould() throws IOException {
    server.next(server.chunked());
    DownloadException e = refused(DownloadException.Kind.WRONG, ofLength(1000));
    assertTrue(e.getMessage().contains("it has more bytes, and the test says 1,000"));
    assertEquals(List.of(), names());
  }

  @Test
  void shouldRefuseAnotherDigest() throws IOException {
    String expected = sha256(bytes(2, 10));
    DownloadException e =
        refused(DownloadException.Kind.WRONG, file().withSha256(expected, "the test"));
    assertTrue(
        e.getMessage()
            .contains("it has the SHA-256 " + sha256(CONTENT) + ", and the test says " + expected),
        e.getMessage());
    assertEquals(1, server.requests().size());
    assertEquals(List.of(), names());
  }

  @Test
  void shouldLeaveASlowConnectionAlone() throws IOException {
    server.next(server.slowly(12, 150));
    fetch(file());
    assertWhole(CONTENT);
    assertEquals(1, server.requests().size());
  }

  @Test
  void shouldGiveAStalledConnectionUp() throws IOException {
    server.next(server.stallAfter(5000));
    fetch(file());
    assertWhole(CONTENT);
    assertTrue(
        progress.lines.get(0).startsWith("data: no byte came for 0.6 s after 5,000 bytes; trying"),
        progress.lines.toString());
    assertTrue(
        server.requests().stream().anyMatch(request -> request.range().equals("bytes=5000-")));
  }

  @Test
  void shouldNotWaitForAnAnswerForEver() {
    server.next(server.silence());
    DownloadSettings hasty =
        new DownloadSettings(
            Duration.ofSeconds(9),
            Duration.ofSeconds(9),
            Duration.ofMillis(300),
            Duration.ofSeconds(9),
            1,
            Duration.ZERO,
            Duration.ZERO,
            1_000_000);
    DownloadException e =
        assertThrows(
            DownloadException.class, () -> new Downloader(hasty, progress).fetch(file(), target));
    assertTrue(e.getMessage().contains("no answer for 0.3 s"), e.getMessage());
  }

  @Test
  void shouldFollowRedirects() throws IOException {
    server.next(FileServer.status(302, "Location", PATH));
    FetchedFile fetched = fetch(RemoteFile.at("data", server.url("/moved")));
    assertWhole(CONTENT);
    assertEquals(server.url("/moved"), fetched.address());
    assertEquals(server.url(PATH), fetched.url());
  }

  @Test
  void shouldNotFollowRedirectsInCircles() {
    FileServer.Answer back = FileServer.status(301, "Location", PATH);
    server.next(back, back, back, back, back, back, back, back);
    DownloadException e = refused(DownloadException.Kind.NOT_FOUND, file());
    assertTrue(
        e.getMessage().contains("301 (a redirect to " + PATH + " that isn't followed)"),
        e.getMessage());
  }

  @Test
  void shouldSayThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    RemoteFile file = RemoteFile.at("data", "http://127.0.0.1:" + port + "/x");
    DownloadException e = refused(DownloadException.Kind.UNREACHABLE, file);
    assertTrue(e.getMessage().contains("no connection; given up after 3"), e.getMessage());
    e = refused(DownloadException.Kind.UNREACHABLE, RemoteFile.at("x", "http://host.invalid/x"));
    assertTrue(e.getMessage().contains("the host is not known; given up"), e.getMessage());
  }

  @Test
  void shouldTryTheNextAddress() throws IOException {
    FetchedFile fetched = fetch(mirrored("/none", PATH));
    assertWhole(CONTENT);
    assertEquals(server.url(PATH), fetched.address());
    assertTrue(progress.lines.get(0).endsWith("check the address; trying another address"));
  }

  @Test
  void shouldTellOfEachAddress() {
    DownloadException e = refused(DownloadException.Kind.UNREACHABLE, mirroredByBadServers());
    assertTrue(e.getMessage().contains("404 (Not Found); check the address; and can't fetch data"));
    assertTrue(e.getMessage().contains("503 (Service Unavailable); given up"), e.getMessage());
  }

  @Test
  void shouldKeepWhatIsThereAndSound() throws IOException {
    Files.write(target, CONTENT);
    FetchedFile fetched = fetch(file().withSha256(sha256(CONTENT), "the test"));
    assertEquals(CONTENT.length, fetched.bytes());
    assertEquals(List.of(), server.requests());
    Files.write(target, new byte[7]);
    fetch(file().withSha256(sha256(CONTENT), "the test"));
    assertWhole(CONTENT);
  }

  @Test
  void shouldFetchLocalFilesToo() throws IOException {
    Path local = Files.write(temp.resolve("local"), CONTENT);
    fetch(RemoteFile.at("data", local.toString()));
    assertArrayEquals(CONTENT, Files.readAllBytes(target));
    String missing = temp.resolve("none").toString();
    DownloadException e = refused(DownloadException.Kind.NOT_FOUND, RemoteFile.at("data", missing));
    assertTrue(e.getMessage().endsWith("there is no file " + missing + "; check the address"));
  }

  @Test
  void shouldRefuseWhatIsNoAddress() {
    for (String address : List.of("http://a b/", "http:///x", "https://user:secret@host/x")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> fetch(RemoteFile.at("data", address)));
      assertFalse(e.getMessage().contains("secret"), e.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new RemoteFile("x", List.of(), OptionalLong.empty(), Optional.empty(), "the test"));
  }

  @Test
  void shouldNameTheFileThatCannotBeWritten() throws IOException {
    Files.writeString(temp.resolve("file"), "in the way");
    target = temp.resolve("file/data.bin");
    assertThrows(OutputException.class, () -> fetch(file()));
  }

  @Test
  void shouldRefuseTheRootForATarget() {
    target = temp.getRoot();
    OutputException e = assertThrows(OutputException.class, () -> fetch(file()));
    assertEquals("cannot write " + target + ": it is a folder; name a file in it", e.getMessage());
    assertEquals(List.of(), server.requests());
  }
}
