package org.imagebeam.download;

import com.google.common.base.CharMatcher;
import com.google.common.base.Throwables;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.URISyntaxException;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells what a web server does wrong, where another attempt would find the same. */
final class ServerFault {
  /** {@code HttpClient}'s words where a body comes in pieces of unreadable length. */
  private static final Pattern CHUNK = Pattern.compile("(?i).*\\bchunk (size|header)\\b.*");

  private static final String NO_LOCATION = "Invalid redirection";
  private static final String UNASKED_LENGTH = "unexpected content length";
  private static final String CHUNKED = "chunked";
  private static final int LONGEST_DETAIL = 100;

  private ServerFault() {}

  /** The exception for a fault that was found, in words that follow "the server". */
  static DownloadException of(String fault, Throwable cause) {
    return new DownloadException(
        DownloadException.Kind.NOT_FOUND,
        "the server "
            + fault
            + "; check the address, or fetch the file another way and give its path",
        cause);
  }

  /** Whether the connection ended, which says nothing of how the server answers. */
  static boolean isCut(Throwable e) {
    return Throwables.getCausalChain(e).stream()
        .anyMatch(cause -> cause instanceof EOFException || cause instanceof SocketException);
  }

  /** What {@code HttpClient} makes of a faulty answer; nothing if another attempt may help. */
  static Optional<DownloadException> find(Throwable e) {
    return isCut(e) ? Optional.empty() : words(e).map(fault -> of(fault, e));
  }

  /** Newer releases of Java wrap what older ones throw. */
  private static Optional<String> words(Throwable e) {
    return Throwables.getCausalChain(e).stream()
        .flatMap(cause -> wordsOf(cause).stream())
        .findFirst();
  }

  private static Optional<String> wordsOf(Throwable e) {
    String message = String.valueOf(e.getMessage());
    if (message.endsWith(NO_LOCATION)) {
      return Optional.of("redirects without saying where to");
    }
    if (CHUNK.matcher(message).matches()) {
      return Optional.of("sends the content in pieces of unreadable length");
    }
    if (message.startsWith(UNASKED_LENGTH)) {
      return Optional.of("answers that there is no content, and states its length");
    }
    if (e instanceof NumberFormatException) {
      return Optional.of("states a length that is no number (" + shown(message) + ")");
    }
    if (e instanceof IllegalArgumentException || e instanceof NullPointerException) {
      String target = e.getCause() instanceof URISyntaxException bad ? bad.getInput() : message;
      return Optional.of("redirects to what is no address (" + shown(target) + ")");
    }
    return e instanceof ProtocolException
        ? Optional.of("doesn't answer as HTTP/1.1 wants it (" + shown(message) + ")")
        : Optional.empty();
  }

  /**
   * Checks the headers that say where the content ends, which {@code HttpClient} takes as they are
   * (RFC 9112, section 6.3).
   *
   * @throws DownloadException if they are impossible, or contradict each other
   */
  static void requireEnd(HttpHeaders headers) throws IOException {
    List<String> lengths = headers.allValues("Content-Length").stream().distinct().toList();
    List<String> encodings = headers.allValues("Transfer-Encoding");
    if (lengths.size() > 1) {
      throw of("states two lengths (" + shown(String.join(", ", lengths)) + ")", null);
    }
    if (!lengths.isEmpty() && !lengths.get(0).matches("\\d{1,18}")) {
      throw of("states an impossible length (" + shown(lengths.get(0)) + ")", null);
    }
    if (!encodings.isEmpty() && !lengths.isEmpty()) {
      throw of("states a length, and sends the content in pieces of other lengths", null);
    }
    if (!encodings.stream().allMatch(name -> name.toLowerCase(Locale.ROOT).equals(CHUNKED))) {
      throw of("encodes the content as " + shown(String.join(", ", encodings)), null);
    }
  }

  /** Returns the text for one line of a terminal. */
  private static String shown(String text) {
    String plain = CharMatcher.javaIsoControl().or(CharMatcher.is('\uFFFD')).replaceFrom(text, '?');
    return plain.length() > LONGEST_DETAIL ? plain.substring(0, LONGEST_DETAIL) + "…" : plain;
  }
}
