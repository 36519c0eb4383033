package org.imagebeam.graph.safety;

import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One of the two lists that hold all ops of TensorFlow: those that compute, and those that do more.
 * Immutable.
 */
enum OpList {
  /** Ops that touch nothing but their inputs and memory of their own session. */
  COMPUTING("computing-ops.txt"),
  /** Ops that reach files, other processes or other machines, or that can wait for ever. */
  REFUSED("refused-ops.txt");

  /** What ops of {@link #COMPUTING} do whose results differ from run to run. */
  static final String RANDOM = "draws random numbers";

  /** What ops of {@link #REFUSED} do that a checkpoint's own graph needs. */
  static final String CHECKPOINTS = "reads or writes checkpoints";

  private static final String COMMENT = "##";
  private static final String HEADING = "# ";

  private final ImmutableMap<String, String> doings;

  OpList(String resource) {
    doings = read(resource);
  }

  /** What an op of this list does, as the end of a sentence; empty if the list lacks the op. */
  Optional<String> doing(String op) {
    return Optional.ofNullable(doings.get(op));
  }

  /** The names of all ops of this list. */
  Set<String> ops() {
    return doings.keySet();
  }

  private static ImmutableMap<String, String> read(String resource) {
    try (InputStream in = OpList.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + resource + " of the jar", e);
    }
  }

  private static ImmutableMap<String, String> parse(BufferedReader lines) throws IOException {
    Map<String, String> doings = new HashMap<>();
    String doing = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(HEADING)) {
        doing = line.substring(HEADING.length());
      } else if (!line.startsWith(COMMENT) && doings.put(line, doing) != null) {
        throw new IllegalStateException("op " + line + " is in the list twice");
      }
    }
    return ImmutableMap.copyOf(doings);
  }
}
