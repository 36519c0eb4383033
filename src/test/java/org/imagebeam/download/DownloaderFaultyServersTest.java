package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers whose answers aren't HTTP, or not all of it: no attempt after the first one helps. */
class DownloaderFaultyServersTest {
  private static final DownloadSettings SETTINGS =
      new DownloadSettings(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          3,
          Duration.ofMillis(1),
          Duration.ofSeconds(20),
          1_000_000);

  @TempDir Path temp;
  private final RecordedProgress progress = new RecordedProgress();

  /** Answers each request with the same bytes, whatever they are, and hangs up. */
  private static final class RawServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();

    RawServer(String answer) throws IOException {
      Thread thread = new Thread(() -> serve(answer.getBytes(StandardCharsets.ISO_8859_1)));
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(byte[] answer) {
      while (!socket.isClosed()) {
        try (Socket connection = socket.accept()) {
          requests.incrementAndGet();
          readRequest(connection.getInputStream());
          connection.getOutputStream().write(answer);
          connection.shutdownOutput();
          // Until the client has it all, else closing may take it back.
          connection.getInputStream().readAllBytes();
        } catch (IOException e) {
          if (!socket.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    private static void readRequest(InputStream in) throws IOException {
      int ends = 0;
      while (ends < 2) {
        int next = in.read();
        // A TLS handshake has no empty line, and starts with 22.
        if (next < 0 || next == 22) {
          return;
        }
        ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
      }
    }

    String url(String scheme) {
      return scheme + "://127.0.0.1:" + socket.getLocalPort() + "/x";
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "302 Found^Content-Length: 0^^ | redirects without saying where to",
        "302 Found^Location: http://a b/^Content-Length: 0^^"
            + " | redirects to what is no address (http://a b/)",
        "302 Found^Location: http:///x^Content-Length: 0^^ | redirects to what is no address (",
        "302 Found^Location: http://h:99999/x^Content-Length: 0^^"
            + " | redirects to what is no address (",
        "302 Found^Location: ftp://h/x^Content-Length: 0^^"
            + " | answers 302 (a redirect to ftp://h/x that isn't followed)",
        "200 OK^Content-Length: abc^^xyz | states a length that is no number (",
        "200 OK^Content-Length: 99999999999999999999^^x | states a length that is no number (",
        "200 OK^Content-Length: -5^^xyz | states an impossible length (-5)",
        "200 OK^Content-Length: 3^Content-Length: 4^^xyz | states two lengths (3, 4)",
        "200 OK^Content-Length: 3^Transfer-Encoding: chunked^^3^xyz^0^^"
            + " | states a length, and sends the content in pieces of other lengths",
        "200 OK^Transfer-Encoding: gzip^^xyz | encodes the content as gzip",
        "200 OK^Transfer-Encoding: chunked^^zz^xyz^0^^"
            + " | sends the content in pieces of unreadable length",
        "200 OK^a b: c^Content-Length: 3^^xyz | doesn't answer as HTTP/1.1 wants it (",
        "abc OK^Content-Length: 3^^xyz | doesn't answer as HTTP/1.1 wants it (",
        "204 No Content^Content-Length: 3^^xyz"
            + " | answers that there is no content, and states its length",
      })
  void shouldSayAtOnceWhatTheServerDoesWrong(String answer, String said) throws IOException {
    try (RawServer server = new RawServer("HTTP/1.1 " + answer.replace("^", "\r\n"))) {
      assertRefused(server, server.url("http"), "the server " + said);
    }
  }

  @Test
  void shouldKnowOtherProtocols() throws IOException {
    try (RawServer server = new RawServer("SSH-2.0-OpenSSH_9.2\r\n")) {
      assertRefused(server, server.url("http"), "the server doesn't answer as HTTP/1.1 wants it (");
    }
    try (RawServer server = new RawServer("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertRefused(
          server, server.url("https"), "the server doesn't speak TLS there: http:// may do");
    }
  }

  @Test
  void shouldSayThatACertificateIsNotTrusted() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
    server.start();
    try {
      DownloadException e = refused("https://127.0.0.1:" + server.getAddress().getPort() + "/x");
      assertEquals(DownloadException.Kind.UNREACHABLE, e.kind());
      assertTrue(
          e.getMessage().contains(": this Java doesn't trust the server's certificate ("),
          e.getMessage());
      assertTrue(e.getMessage().contains("-Djavax.net.ssl.trustStore=FILE"), e.getMessage());
    } finally {
      server.stop(0);
    }
  }

  private SSLContext selfSigned() throws Exception {
    Path store = temp.resolve("keys");
    String password = "password";
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(store.toFile(), password.toCharArray()), password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void shouldTakeTheNextAddressThen() throws IOException {
    try (RawServer bad = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n");
        RawServer good = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxyz")) {
      RemoteFile file =
          new RemoteFile(
              "data",
              List.of(bad.url("http"), good.url("http")),
              OptionalLong.empty(),
              Optional.empty(),
              "");
      new Downloader(SETTINGS, progress).fetch(file, temp.resolve("data"));
      assertArrayEquals(
          "xyz".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(temp.resolve("data")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the connection was cut before an answer",
        "HTTP/1.1 200 OK^Content-Le | the connection was cut before an answer",
        "HTTP/1.1 200 OK^Content-Length: 30^^xyz | the connection was cut",
        "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^5^xyz | the connection was cut",
      })
  void shouldTryAgainWhereTheConnectionIsCut(String answer, String said) throws IOException {
    try (RawServer server = new RawServer(answer.replace("^", "\r\n"))) {
      DownloadException e = refused(server.url("http"));
      assertEquals(DownloadException.Kind.UNREACHABLE, e.kind(), e.getMessage());
      assertTrue(e.getMessage().contains(": " + said), e.getMessage());
      assertTrue(e.getMessage().contains("given up after 3 attempts"), e.getMessage());
      assertTrue(server.requests.get() >= 3, "attempts");
    }
  }

  private void assertRefused(RawServer server, String url, String said) {
    DownloadException e = refused(url);
    assertEquals(DownloadException.Kind.NOT_FOUND, e.kind(), e.getMessage());
    assertTrue(
        e.getMessage().startsWith("can't fetch data from " + url + ": " + said), e.getMessage());
    assertTrue(e.getMessage().contains("; check the address"), e.getMessage());
    assertFalse(e.getMessage().contains("attempts"), e.getMessage());
    // Java's own client may ask once more where a connection ends before it has read the answer.
    assertTrue(server.requests.get() <= 2, server.requests + " requests");
    assertFalse(Files.exists(temp.resolve("data.part")), "nothing is left");
  }

  private DownloadException refused(String url) {
    return assertThrows(
        DownloadException.class,
        () ->
            new Downloader(SETTINGS, progress)
                .fetch(RemoteFile.at("data", url), temp.resolve("data")));
  }
}
