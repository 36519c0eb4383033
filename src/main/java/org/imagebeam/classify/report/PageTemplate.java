package org.imagebeam.classify.report;

import static java.util.Objects.requireNonNull;

import com.google.common.html.HtmlEscapers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page around its rows. Its own style and script are all that a browser may use: it knows them
 * by their digests.
 *
 * @param head what stands before the rows
 * @param tail what stands behind them
 */
record PageTemplate(String head, String tail) {
  /** With which each page begins. */
  static final String START = "<!DOCTYPE html>\n<html lang=\"en\" data-report=\"imagebeam\">";

  private static final String ROWS = "{{rows}}";

  /**
   * Makes a page.
   *
   * @param title any text
   */
  static PageTemplate of(String title) {
    String page = resource("page.html");
    String style = resource("page.css");
    String script = resource("page.js");
    int rows = page.indexOf(ROWS);
    String head =
        page.substring(0, rows)
            .replace("{{style-hash}}", digest(style))
            .replace("{{script-hash}}", digest(script))
            .replace("{{style}}", style)
            .replace("{{title}}", HtmlEscapers.htmlEscaper().escape(title));
    return new PageTemplate(
        head, page.substring(rows + ROWS.length()).replace("{{script}}", script));
  }

  private static String resource(String name) {
    try (InputStream in =
        requireNonNull(PageTemplate.class.getResourceAsStream(name), "no resource " + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + name + " can't be read", e);
    }
  }

  /** A source of a content security policy. */
  private static String digest(String text) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
