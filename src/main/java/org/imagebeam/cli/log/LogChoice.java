package org.imagebeam.cli.log;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * Chooses how this process logs, before anything is logged. The options are looked for among the
 * words, since loggers are made before they are parsed; what is wrong with them is said later.
 */
public final class LogChoice {
  /** The option that chooses the form. */
  public static final String LOG = "--log";

  /** The option that chooses the least level. */
  public static final String LEVEL = "--logLevel";

  private static final String TEXT_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
  private static final List<String> OWN = List.of("org.imagebeam", "imagebeam");

  /** Lists the forms of a log. */
  public enum Form {
    /** Lines for people. */
    TEXT,
    /** An object a line. */
    JSON
  }

  private static volatile boolean json;
  private static volatile Level level = Level.INFO;
  private static volatile PrintStream errors = System.err;

  private LogChoice() {}

  /**
   * Chooses by the words of a command line. With {@code --log=json}, all that is printed to {@link
   * System#err} from now on becomes events. To be called once, first of all.
   *
   * @param line the words as they were given, which are stronger than those of argument files
   * @param all those of argument files, too
   */
  public static void install(List<String> line, List<String> all) {
    Optional<Level> asked =
        value(line, LEVEL).or(() -> value(all, LEVEL)).flatMap(LogChoice::levelOf);
    asked.ifPresent(
        least -> {
          level = least;
          System.setProperty(TEXT_LEVEL, least.name().toLowerCase(Locale.ROOT));
        });
    if (value(line, LOG)
        .or(() -> value(all, LOG))
        .filter(Form.JSON.name()::equalsIgnoreCase)
        .isPresent()) {
      json = true;
      errors = System.err;
      System.setProperty("slf4j.provider", JsonLogProvider.class.getName());
      // Else SLF4J says in words that it takes that one.
      System.setProperty("slf4j.internal.verbosity", "ERROR");
      OutputStream lines = new EventLines(errors);
      System.setErr(new PrintStream(lines, true, StandardCharsets.UTF_8));
    }
  }

  /** Returns the level of a name, whatever its case. */
  public static Optional<Level> levelOf(String name) {
    return Arrays.stream(Level.values())
        .filter(known -> known.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** Whether this process logs as JSON. */
  public static boolean isJson() {
    return json;
  }

  /** Returns where lines of JSON go. */
  public static PrintStream errors() {
    return errors;
  }

  /** Returns the least level of a logger: that of others' libraries is never below WARN. */
  static Level leastLevel(String logger) {
    boolean own =
        OWN.stream().anyMatch(name -> logger.equals(name) || logger.startsWith(name + "."));
    return own || level.toInt() > Level.WARN.toInt() ? level : Level.WARN;
  }

  private static Optional<String> value(List<String> words, String option) {
    Optional<String> value = Optional.empty();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(option + "=")) {
        value = Optional.of(word.substring(option.length() + 1));
      } else if (word.equals(option) && i + 1 < words.size()) {
        value = Optional.of(words.get(i + 1));
      }
    }
    return value;
  }
}
