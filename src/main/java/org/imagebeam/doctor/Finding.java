package org.imagebeam.doctor;

import static java.util.Objects.requireNonNull;

/**
 * What was found about one topic.
 *
 * @param topic in a word or two, as in {@code model cache}
 * @param text what was found, in one line
 * @param level how good that is
 */
public record Finding(String topic, String text, Level level) {
  /** How good a finding is. */
  public enum Level {
    /** Nothing needs to be done. */
    FINE,
    /** imagebeam works, and something could be better; the text says what to set. */
    REMARK,
    /** imagebeam can't classify; the text says what to do. */
    PROBLEM
  }

  public Finding {
    requireNonNull(topic, "topic is null");
    text = requireNonNull(text, "text is null").strip().replaceAll("\\s*\\R\\s*", " ");
    requireNonNull(level, "level is null");
  }

  static Finding fine(String topic, String text) {
    return new Finding(topic, text, Level.FINE);
  }

  static Finding remark(String topic, String text) {
    return new Finding(topic, text, Level.REMARK);
  }

  static Finding problem(String topic, String text) {
    return new Finding(topic, text, Level.PROBLEM);
  }
}
