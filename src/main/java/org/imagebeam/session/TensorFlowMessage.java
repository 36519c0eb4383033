package org.imagebeam.session;

import java.util.stream.Collectors;

/** Makes TensorFlow's messages fit for people who don't know the graph. */
public final class TensorFlowMessage {
  /** Begins what TensorFlow adds of the node that failed. */
  private static final String NODE = "[[{{node";

  /** Begins the lines that speak of the graph, or of the call. */
  private static final String DETAILS = "\t";

  private TensorFlowMessage() {}

  /**
   * Returns a message in one line, without the names of the nodes that were at work. Other messages
   * stay as they are, if they have one line.
   */
  public static String oneLine(String message) {
    return message
        .lines()
        .filter(line -> !line.startsWith(DETAILS))
        .map(TensorFlowMessage::withoutNode)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "))
        .replaceAll("\\p{Cntrl}+", " ");
  }

  private static String withoutNode(String line) {
    int node = line.indexOf(NODE);
    return (node < 0 ? line : line.substring(0, node)).strip();
  }
}
