package org.imagebeam.imagemodel;

/** Says that a network's answers to an image differ from run to run. */
final class RandomAnswersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  RandomAnswersException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Why, and what is at fault: a sentence without a full stop. */
  String reason() {
    return reason;
  }
}
