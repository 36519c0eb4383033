package org.imagebeam.session;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.local.OpenFiles;

/** Says in a sentence what Java throws when the machine or its settings allow no more. */
public final class JavaErrors {
  private static final String RESTART = "start Java with ";

  private JavaErrors() {}

  /**
   * Explains the first error among {@code thrown} and its causes, or nothing if there is none or it
   * is of another kind, say an assertion's.
   */
  public static Optional<EnvironmentException> explain(Throwable thrown) {
    List<Throwable> chain = Throwables.getCausalChain(requireNonNull(thrown, "thrown is null"));
    for (Throwable cause : chain) {
      if (cause instanceof EnvironmentException known) {
        return Optional.of(known);
      }
      Optional<String> sentence = sentence(cause);
      if (sentence.isPresent()) {
        return Optional.of(new EnvironmentException(sentence.get(), thrown));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> sentence(Throwable error) {
    if (error instanceof OutOfMemoryError) {
      return Optional.of(memory(detail(error)));
    }
    if (error instanceof StackOverflowError) {
      return Optional.of(
          "something in the input is nested more deeply than Java's stack reaches; if it is meant"
              + " to be so, start Java with a larger -Xss (say -Xss16m)");
    }
    if (error instanceof LinkageError linkage) {
      return Optional.of(linkage(linkage));
    }
    return Optional.empty();
  }

  /** JavaCPP says which limit it is in the cause. */
  private static String detail(Throwable error) {
    Throwable cause = error.getCause() instanceof OutOfMemoryError ? error.getCause() : error;
    return String.valueOf(cause.getMessage());
  }

  /** HotSpot and JavaCPP tell the kinds of memory apart by the message alone. */
  private static String memory(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("native thread")) {
      return "this machine allows no more threads ("
          + message
          + "): raise the limit of the user (ulimit -u) or of the container (pids), or give it fewer"
          + " processors to work with (-XX:ActiveProcessorCount)";
    }
    if (lower.contains("metaspace") || lower.contains("class space")) {
      return "Java's memory for classes is full ("
          + message
          + "): "
          + RESTART
          + "a larger -XX:MaxMetaspaceSize, or without that limit";
    }
    if (lower.contains("direct buffer")) {
      return "Java's memory outside of its heap is full ("
          + message
          + "): "
          + RESTART
          + "a larger -XX:MaxDirectMemorySize";
    }
    if (lower.contains("bytes (")) {
      return "the process has taken as much memory as TensorFlow for Java may take ("
          + message
          + "): "
          + RESTART
          + "a larger -Xmx, of which these limits follow, or with -D"
          + (lower.contains("physical")
              ? "org.bytedeco.javacpp.maxPhysicalBytes=0"
              : "org.bytedeco.javacpp.maxBytes=0");
    }
    if (lower.contains("map failed") || lower.contains("mmap")) {
      return "the machine gives no more memory (" + message + "): run it where there is more";
    }
    return "Java's heap of "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MiB is full ("
        + message
        + "): "
        + RESTART
        + "a larger -Xmx (say -Xmx"
        + larger()
        + "m)";
  }

  private static long larger() {
    return Math.max(512, 2 * (Runtime.getRuntime().maxMemory() >> 20));
  }

  private static String linkage(LinkageError error) {
    if (OpenFiles.areExhausted() || OpenFiles.areScarce()) {
      return OpenFiles.ADVICE;
    }
    Optional<String> versions = ClassVersions.explain(error);
    if (versions.isPresent()) {
      return versions.get();
    }
    String text = text(error);
    boolean snappy = text.contains("snappy");
    if (snappy || text.contains("tensorflow") || text.contains("javacpp")) {
      return NativeLibraries.problem()
          .orElse(
              (snappy
                      ? "the library of snappy, which Apache Beam needs,"
                      : "TensorFlow's libraries")
                  + " can't be loaded: "
                  + text
                  + "; set "
                  + LibraryPlaces.VARIABLE
                  + "=FOLDER, a folder with 500 MB free on a disk that programs may be run from");
    }
    return "a class of Java can't be loaded: "
        + text
        + "; if no file of the program is missing or unreadable, another library on the class path"
        + " is of a version that doesn't fit";
  }

  /** The innermost that says something: what is around it only says that a class didn't start. */
  private static String text(LinkageError error) {
    String text = error.toString();
    for (Throwable cause : Throwables.getCausalChain(error)) {
      if (cause.getMessage() != null) {
        text = cause instanceof NoClassDefFoundError ? cause.toString() : cause.getMessage();
      }
    }
    return text;
  }
}
