package org.imagebeam.pipeline;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Puts an option, by its getter, into a group of the command's help. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface HelpGroup {
  /** The groups, in the order in which they are shown. */
  enum Title {
    INPUT_AND_OUTPUT("Input and output"),
    NIGHTLY_RUNS("Nightly runs"),
    MODEL("Model"),
    IMPORTED_MODEL("Model that is imported"),
    DECODING("Decoding"),
    TRAINING("Training"),
    SPLIT("Split"),
    DISTORTIONS("Distortions"),
    LAST_LAYER("Last layer"),
    FINE_TUNING("Fine-tuning"),
    CHECKPOINTS("Checkpoints"),
    PERFORMANCE("Performance"),
    RUNNER("Runner");

    private final String text;

    Title(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The option's group. */
  Title value();
}
