package org.imagebeam.report;

import com.google.common.html.HtmlEscapers;

/** What all elements of a page need. */
final class Html {
  private Html() {}

  /** Text as it may stand in an element or in an attribute's quotes. */
  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
