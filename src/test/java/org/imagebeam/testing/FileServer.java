package org.imagebeam.testing;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A web server on this machine's loopback that serves files with ETags and ranges, remembers what
 * it was asked for, and misbehaves as it is told to. Thread-safe.
 */
public final class FileServer implements AutoCloseable {
  private static final long LINGER_MILLIS = 150;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * What was asked for, and how many bytes of a file went out in answer.
   *
   * @param range the Range header, or empty
   * @param ifRange the If-Range header, or empty
   */
  public record Request(String path, String range, String ifRange, int status, long sent) {}

  /** How one request is answered, in place of serving the file. */
  public interface Answer {
    /** Sends it, and says what it sent. */
    Sent give(HttpExchange exchange) throws IOException;
  }

  /** A status and the bytes of the file that were sent. */
  public record Sent(int status, long bytes) {}

  private FileServer(HttpServer server) {
    this.server = server;
  }

  public static FileServer start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FileServer server = new FileServer(http);
    http.setExecutor(server.threads);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  /** The address of a path, which starts with a slash. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Serves a file from now on; its ETag follows from its content. */
  public void put(String path, byte[] content) {
    files.put(path, content.clone());
  }

  /** Answers the next requests like this, then as usual. */
  public void next(Answer... scripted) {
    synchronized (answers) {
      answers.addAll(Arrays.asList(scripted));
    }
  }

  /** All requests so far, in the order of their coming; of one that hangs, nothing was sent. */
  public List<Request> requests() {
    return asked.stream().map(Asked::request).toList();
  }

  /** A request, and the end of its answer. */
  private record Asked(String path, String range, String ifRange, CompletableFuture<Sent> answer) {
    Request request() {
      // The client may have got it all before this server knows that it has sent it all.
      Sent sent = answer.completeOnTimeout(new Sent(0, 0), 2, TimeUnit.SECONDS).join();
      return new Request(path, range, ifRange, sent.status(), sent.bytes());
    }
  }

  /** The ETag of a content. */
  public static String etag(byte[] content) {
    return "\"" + Hashing.sha256().hashBytes(content).toString().substring(0, 8) + "\"";
  }

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer;
    synchronized (answers) {
      answer = Optional.ofNullable(answers.poll()).orElse(this::serve);
    }
    CompletableFuture<Sent> sent = new CompletableFuture<>();
    asked.add(
        new Asked(
            exchange.getRequestURI().getPath(),
            header(exchange, "Range"),
            header(exchange, "If-Range"),
            sent));
    try {
      sent.complete(answer.give(exchange));
    } finally {
      sent.complete(new Sent(0, 0));
      exchange.close();
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private byte[] content(HttpExchange exchange) {
    return files.get(exchange.getRequestURI().getPath());
  }

  private Sent serve(HttpExchange exchange) throws IOException {
    byte[] content = content(exchange);
    if (content == null) {
      return status(404).give(exchange);
    }
    Part part = Part.asked(exchange, content);
    byte[] bytes = Arrays.copyOfRange(content, part.from(), content.length);
    exchange.sendResponseHeaders(part.status(), part.status() == 416 ? -1 : bytes.length);
    if (part.status() == 416) {
      return new Sent(416, 0);
    }
    exchange.getResponseBody().write(bytes);
    return new Sent(part.status(), bytes.length);
  }

  /** What of a file is sent, with the headers that say so. */
  private record Part(int status, int from) {
    static Part asked(HttpExchange exchange, byte[] content) {
      exchange.getResponseHeaders().set("ETag", etag(content));
      exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
      String range = header(exchange, "Range");
      String ifRange = header(exchange, "If-Range");
      boolean same = ifRange.isEmpty() || ifRange.equals(etag(content));
      if (!range.startsWith("bytes=") || !same) {
        return new Part(200, 0);
      }
      int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      boolean there = from < content.length;
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes " + (there ? from + "-" + (content.length - 1) : "*") + "/" + content.length);
      return new Part(there ? 206 : 416, there ? from : content.length);
    }
  }

  /** A status without content. */
  public static Answer status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
      return new Sent(status, 0);
    };
  }

  /** The file from its start whatever is asked for, with these headers and no others. */
  public Answer whole(int status, String... headers) {
    return exchange -> {
      byte[] content = content(exchange);
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, content.length);
      exchange.getResponseBody().write(content);
      return new Sent(status, content.length);
    };
  }

  /** Answers as usual, and cuts the connection when so many bytes were sent. */
  public Answer cutAfter(int bytes) {
    return exchange -> {
      Sent sent = partly(exchange, bytes);
      // Java's client forgets what it has received and not handed on when the end comes.
      sleep(LINGER_MILLIS);
      return sent;
    };
  }

  /** Answers as usual, but stops after so many bytes, and leaves the connection open. */
  public Answer stallAfter(int bytes) {
    return exchange -> {
      Sent sent = partly(exchange, bytes);
      await();
      return sent;
    };
  }

  private Sent partly(HttpExchange exchange, int bytes) throws IOException {
    byte[] content = content(exchange);
    Part part = Part.asked(exchange, content);
    exchange.sendResponseHeaders(part.status(), content.length - part.from());
    OutputStream out = exchange.getResponseBody();
    out.write(content, part.from(), bytes);
    out.flush();
    return new Sent(part.status(), bytes);
  }

  /** Answers in so many pieces with a pause before each. */
  public Answer slowly(int pieces, long pauseMillis) {
    return exchange -> {
      byte[] content = content(exchange);
      Part part = Part.asked(exchange, content);
      int length = content.length - part.from();
      exchange.sendResponseHeaders(part.status(), length);
      OutputStream out = exchange.getResponseBody();
      for (int i = 0; i < pieces; i++) {
        sleep(pauseMillis);
        int from = (int) ((long) length * i / pieces);
        int to = (int) ((long) length * (i + 1) / pieces);
        out.write(content, part.from() + from, to - from);
        out.flush();
      }
      return new Sent(part.status(), length);
    };
  }

  /** The whole file in chunks, without saying how long it is. */
  public Answer chunked() {
    return exchange -> {
      byte[] content = content(exchange);
      exchange.getResponseHeaders().set("ETag", etag(content));
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(content);
      return new Sent(200, content.length);
    };
  }

  /** Answers once the latch is at zero. */
  public Answer after(CountDownLatch latch) {
    return exchange -> {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return serve(exchange);
    };
  }

  /** Nothing, for as long as the server lives. */
  public Answer silence() {
    return exchange -> {
      await();
      return new Sent(0, 0);
    };
  }

  private void await() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void sleep(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
