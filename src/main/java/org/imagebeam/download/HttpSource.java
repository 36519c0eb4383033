package org.imagebeam.download;

import com.google.common.base.Throwables;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A file on a web server (RFC 9110: range requests of section 14, conditions of section 13). */
final class HttpSource implements Source {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** In what Java says where the answer to a TLS handshake is none. */
  private static final String PLAIN = "nrecognized SSL message";

  private final HttpClient client;
  private final URI uri;
  private final DownloadSettings settings;

  HttpSource(HttpClient client, URI uri, DownloadSettings settings) {
    this.client = client;
    this.uri = uri;
    this.settings = settings;
  }

  @Override
  public Opened open(Optional<PartState> known, long offset) throws IOException {
    Optional<String> validator = known.flatMap(PartState::validatorIfAny);
    boolean resumes = offset > 0 && validator.isPresent();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("User-Agent", "imagebeam")
            // Lengths and offsets are those of the file, not of a compressed form of it.
            .header("Accept-Encoding", "identity");
    if (resumes) {
      request.header("Range", "bytes=" + offset + "-").header("If-Range", validator.get());
    }
    HostLookup.require(uri, settings.connect());
    HttpResponse<InputStream> response = send(request.build());
    try {
      return opened(new HttpAnswer(response), response, resumes ? known : Optional.empty(), offset);
    } catch (IOException | RuntimeException e) {
      response.body().close();
      throw e;
    }
  }

  private Opened opened(
      HttpAnswer answer, HttpResponse<InputStream> response, Optional<PartState> known, long offset)
      throws IOException {
    int status = response.statusCode();
    if (status == OK || status == PARTIAL) {
      ServerFault.requireEnd(response.headers());
    }
    if (status == OK) {
      // One that has sent all of the same content, though asked for a part, has no parts.
      boolean whole = known.isPresent() && !answer.isOther(known.get());
      return opened(answer, response, 0, answer.length(), answer.givesRanges() && !whole);
    }
    if (status == PARTIAL && known.isPresent()) {
      ContentRange range = answer.range().orElse(ContentRange.NONE);
      if (range.first() != offset || answer.isOther(known.get())) {
        throw new RestartException("the server answers with another part than was asked for");
      }
      return opened(answer, response, offset, range.total(answer.length(), offset), true);
    }
    if (status == RANGE_NOT_SATISFIABLE && known.isPresent()) {
      OptionalLong total = answer.range().orElse(ContentRange.NONE).total();
      if (total.isPresent() && total.getAsLong() == offset) {
        return opened(answer, response, offset, total, true);
      }
      throw new RestartException("the server has no such part any more");
    }
    throw answer.failure(settings.longestWait());
  }

  private Opened opened(
      HttpAnswer answer,
      HttpResponse<InputStream> response,
      long offset,
      OptionalLong total,
      boolean ranges) {
    InputStream body =
        response.statusCode() == RANGE_NOT_SATISFIABLE
            ? InputStream.nullInputStream()
            : new ExplainedStream(
                new StallGuard(response.body(), settings.stall()), HttpSource::broken);
    return new Opened(
        body,
        offset,
        total,
        answer.validator(),
        response.uri().toString(),
        answer.etag(),
        ranges && answer.validator().isPresent());
  }

  /** A time limit of its own, since HttpRequest's also ends slow bodies from Java 26 on. */
  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      return answer.get(settings.answer().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new RetryException("no answer for " + Durations.seconds(settings.answer()), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new DownloadException(
          DownloadException.Kind.UNREACHABLE, "the download was interrupted", e);
    } catch (ExecutionException e) {
      throw explained(e.getCause());
    }
  }

  private static IOException explained(Throwable e) {
    if (e instanceof HttpConnectTimeoutException) {
      return RetryException.unconnected("no connection in time", e);
    }
    if (e instanceof ConnectException) {
      boolean unknown =
          Throwables.getCausalChain(e).stream()
              .anyMatch(UnresolvedAddressException.class::isInstance);
      return RetryException.unconnected(unknown ? "the host is not known" : "no connection", e);
    }
    if (e instanceof SSLException ssl && !ServerFault.isCut(e)) {
      return insecure(ssl);
    }
    Optional<DownloadException> fault = ServerFault.find(e);
    if (fault.isPresent()) {
      return fault.get();
    }
    boolean ended = Throwables.getRootCause(e) instanceof EOFException;
    return new RetryException(
        ended ? "the connection was cut before an answer" : "the connection failed: " + detail(e),
        e);
  }

  private static DownloadException insecure(SSLException e) {
    if (detail(e).contains(PLAIN)) {
      return ServerFault.of("doesn't speak TLS there: http:// may do", e);
    }
    boolean untrusted =
        Throwables.getCausalChain(e).stream().anyMatch(GeneralSecurityException.class::isInstance);
    return new DownloadException(
        DownloadException.Kind.UNREACHABLE,
        untrusted
            ? "this Java doesn't trust the server's certificate ("
                + detail(Throwables.getRootCause(e))
                + "); another store of certificates: -Djavax.net.ssl.trustStore=FILE as a JVM flag"
            : "no secure connection: " + detail(e),
        e);
  }

  private static String detail(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** What breaks while the bytes come may be mended by going on. */
  private static IOException broken(IOException e) {
    if (e instanceof RetryException) {
      return e;
    }
    Optional<DownloadException> fault = ServerFault.find(e);
    return fault.isPresent() ? fault.get() : new RetryException("the connection was cut", e);
  }
}
