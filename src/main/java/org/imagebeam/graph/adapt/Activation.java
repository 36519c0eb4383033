package org.imagebeam.graph.adapt;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What makes probabilities of a network's output. */
public enum Activation {
  /** The output is taken as it is. */
  NONE,
  /** One class is right. */
  SOFTMAX,
  /** Each class is right or not by itself. */
  SIGMOID;

  /** Finds the one of a name, in lower case. */
  public static Optional<Activation> of(String name) {
    return Arrays.stream(values()).filter(one -> one.text().equals(name)).findFirst();
  }

  /** Returns the name that users write. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the op of TensorFlow. */
  String op() {
    return this == SOFTMAX ? "Softmax" : "Sigmoid";
  }
}
