package org.imagebeam.graph;

import java.util.regex.Pattern;

/** Shortens names in messages: a node's may have thousands of characters. */
public final class LongNames {
  /** More than 200 characters without a space. */
  private static final Pattern LONG = Pattern.compile("(\\S{100})\\S{61,}(\\S{40})");

  private LongNames() {}

  /** Returns the text in which of each word beyond 200 characters the middle is left out. */
  public static String shorten(String text) {
    return LONG.matcher(text).replaceAll("$1\u2026$2");
  }
}
