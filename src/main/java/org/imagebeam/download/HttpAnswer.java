package org.imagebeam.download;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a web server's status and headers mean for a download. */
final class HttpAnswer {
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);
  private static final Set<Integer> GONE = Set.of(404, 410);
  private static final Set<Integer> FORBIDDEN = Set.of(401, 403, 407, 451);

  private final int status;
  private final HttpHeaders headers;

  HttpAnswer(HttpResponse<?> response) {
    this.status = response.statusCode();
    this.headers = response.headers();
  }

  /** Of the body, if stated. */
  OptionalLong length() {
    Optional<String> length = headers.firstValue("Content-Length");
    return length.isPresent() && length.get().matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(length.get()))
        : OptionalLong.empty();
  }

  Optional<ContentRange> range() {
    return headers.firstValue("Content-Range").flatMap(ContentRange::parse);
  }

  Optional<String> etag() {
    return headers.firstValue("ETag");
  }

  /**
   * What If-Range takes: an ETag that is not weak, or else the time of the last change, where so
   * much time has passed since that another change would show (RFC 9110, sections 8.8.2 and
   * 13.1.5).
   */
  Optional<String> validator() {
    Optional<String> strong = etag().filter(etag -> etag.startsWith("\""));
    return strong.isPresent() ? strong : headers.firstValue("Last-Modified").filter(this::isOld);
  }

  private boolean isOld(String lastModified) {
    Optional<Instant> changed = time(lastModified);
    Optional<Instant> now = headers.firstValue("Date").flatMap(HttpAnswer::time);
    return changed.isPresent()
        && now.isPresent()
        && Duration.between(changed.get(), now.get()).toSeconds() >= 1;
  }

  private static Optional<Instant> time(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether the answer says itself that it is of another content, If-Range or not. */
  boolean isOther(PartState known) {
    boolean otherTag =
        known.etag() != null && etag().isPresent() && !etag().get().equals(known.etag());
    OptionalLong total = range().orElse(ContentRange.NONE).total();
    boolean otherTotal =
        known.totalBytes().isPresent() && total.isPresent() && total.getAsLong() != known.total();
    return otherTag || otherTotal;
  }

  /** Whether it says that it gives parts, too. */
  boolean givesRanges() {
    return headers.firstValue("Accept-Ranges").filter("bytes"::equalsIgnoreCase).isPresent();
  }

  /** What to make of a status that brings no content. */
  IOException failure(Duration longestWait) {
    String said = "the server answers " + status + reason();
    if (PASSING.contains(status) || status >= 500) {
      Duration asked = retryAfter();
      return asked.compareTo(longestWait) > 0
          ? new DownloadException(
              DownloadException.Kind.UNREACHABLE,
              said + " and asks to come back in " + Durations.seconds(asked))
          : new RetryException(said, asked, null);
    }
    if (GONE.contains(status)) {
      return new DownloadException(DownloadException.Kind.NOT_FOUND, said + "; check the address");
    }
    return new DownloadException(
        DownloadException.Kind.NOT_FOUND,
        FORBIDDEN.contains(status)
            ? said + "; the file isn't public: fetch it another way and give its path"
            : said + "; check the address");
  }

  private String reason() {
    return switch (status) {
      case 401 -> " (Unauthorized)";
      case 403 -> " (Forbidden)";
      case 404 -> " (Not Found)";
      case 410 -> " (Gone)";
      case 416 -> " (Range Not Satisfiable)";
      case 429 -> " (Too Many Requests)";
      case 500 -> " (Internal Server Error)";
      case 502 -> " (Bad Gateway)";
      case 503 -> " (Service Unavailable)";
      case 504 -> " (Gateway Timeout)";
      default -> status / 100 == 3 ? redirect() : "";
    };
  }

  /** One that HttpClient hasn't followed. */
  private String redirect() {
    return headers
        .firstValue("Location")
        .map(target -> " (a redirect to " + target + " that isn't followed)")
        .orElse(" (a redirect that leads nowhere)");
  }

  /** Seconds, or a date (RFC 9110, section 10.2.3). */
  private Duration retryAfter() {
    String header = headers.firstValue("Retry-After").orElse("").strip().toLowerCase(Locale.ROOT);
    if (header.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    Duration until =
        headers
            .firstValue("Retry-After")
            .flatMap(HttpAnswer::time)
            .map(at -> Duration.between(Instant.now(), at))
            .orElse(Duration.ZERO);
    return until.isNegative() ? Duration.ZERO : until;
  }
}
