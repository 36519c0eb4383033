package org.imagebeam.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The words of a command line, with those of its argument files in place of each {@code @FILE}.
 *
 * <p>An option on the command line replaces the same option of an argument file, and a later file
 * replaces an earlier one. Otherwise an option may be given once, save those whose values add up,
 * such as {@code --input}.
 */
final class Arguments {
  /** The option whose value may be a list such as {@code @list.txt}. */
  static final String INPUT = "--input";

  /** The options whose values add up. */
  private static final Set<String> ADDING = Set.of(INPUT, "--include", "--exclude");

  private static final String FILE_MARK = "@";
  private static final String ESCAPED_MARK = "@@";

  /** A word and where it stands: 0 is the command line, n the n-th argument file on it. */
  private record Word(String text, int source) {
    boolean isOption() {
      return text.startsWith("--") && text.length() > 2;
    }

    boolean hasValue() {
      return text.indexOf('=') > 0;
    }

    String name() {
      return hasValue() ? text.substring(0, text.indexOf('=')) : text;
    }
  }

  private final List<Word> words;

  private Arguments(List<Word> words) {
    this.words = words;
  }

  /** Reads the argument files; one that isn't there is left as it stands. */
  static Arguments of(String... given) {
    List<Word> words = new ArrayList<>();
    int files = 0;
    for (int i = 0; i < given.length; i++) {
      String word = given[i];
      if (word.startsWith(ESCAPED_MARK)) {
        words.add(new Word(word.substring(1), 0));
      } else if (isFile(given, i)) {
        files++;
        for (String text : expand(word)) {
          words.add(new Word(text, files));
        }
      } else {
        words.add(new Word(word, 0));
      }
    }
    return new Arguments(words);
  }

  /** Whether a word names an argument file, and not a list of images after {@code --input}. */
  static boolean isFile(String[] given, int i) {
    return given[i].startsWith(FILE_MARK)
        && !given[i].startsWith(ESCAPED_MARK)
        && (i == 0 || !given[i - 1].equals(INPUT));
  }

  private static List<String> expand(String file) {
    return new CommandLine(CommandSpec.create())
        .setExpandAtFiles(true)
        .setUnmatchedArgumentsAllowed(true)
        .parseArgs(file)
        .expandedArgs();
  }

  /** Returns all words, in their order. */
  List<String> texts() {
    return words.stream().map(Word::text).toList();
  }

  /**
   * The words that count.
   *
   * @param program whose commands they name
   * @throws ParameterException if an option is given more than once
   */
  String[] effective(CommandSpec program) {
    CommandSpec command = command(program);
    Map<String, Integer> strongest = new HashMap<>();
    for (Word word : words) {
      if (word.isOption()) {
        strongest.merge(word.name(), word.source(), Arguments::stronger);
      }
    }
    List<String> kept = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      boolean value = word.isOption() && takesNext(command, word) && i + 1 < words.size();
      if (!word.isOption() || Objects.equals(strongest.get(word.name()), word.source())) {
        kept.add(word.text());
        if (value) {
          kept.add(words.get(i + 1).text());
        }
        requireOnce(command, word, value ? words.get(i + 1).text() : "", seen);
      }
      i += value ? 1 : 0;
    }
    return kept.toArray(String[]::new);
  }

  /** The command that the first words name. */
  private CommandSpec command(CommandSpec program) {
    CommandSpec command = program;
    for (Word word : words) {
      CommandLine named = command.subcommands().get(word.text());
      if (named == null) {
        break;
      }
      command = named.getCommandSpec();
    }
    return command;
  }

  /** The command line is stronger than any file, and of files the later one. */
  private static int stronger(int one, int other) {
    return one == 0 || other == 0 ? 0 : Math.max(one, other);
  }

  private static boolean takesNext(CommandSpec command, Word word) {
    OptionSpec option = command.findOption(word.text());
    return option != null && option.arity().min() > 0;
  }

  private static void requireOnce(
      CommandSpec command, Word word, String next, Map<String, String> seen) {
    if (!word.isOption() || command.findOption(word.name()) == null) {
      return;
    }
    String value = word.hasValue() ? word.text().substring(word.text().indexOf('=') + 1) : next;
    String before = seen.put(word.name(), value);
    if (before != null && !ADDING.contains(word.name())) {
      throw new ParameterException(
          command.commandLine(),
          word.name()
              + " is given more than once"
              + (before.equals(value) ? "" : ", as '" + before + "' and as '" + value + "'")
              + ": give it once");
    }
  }
}
