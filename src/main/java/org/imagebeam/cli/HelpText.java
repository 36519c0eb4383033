package org.imagebeam.cli;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.cli.log.LogChoice;
import org.imagebeam.cli.options.BeamOptions;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lays out the help of a command: options in groups, required ones marked, 80 columns wide. Lines
 * are broken at spaces only, so that a path or an address can be copied.
 */
final class HelpText {
  static final int WIDTH = 80;
  private static final Set<String> COMMON =
      Set.of("--help", "--version", "--debug", "--quiet", LogChoice.LOG, LogChoice.LEVEL);

  private static final String INDENT = "  ";
  private static final String DEEP_INDENT = "        ";
  private static final String OPTIONS = "Options";

  private HelpText() {}

  /** Gives the layout to a command and those below it. */
  static void applyTo(CommandLine command) {
    command.setUsageHelpWidth(WIDTH);
    Map<String, CommandLine.IHelpSectionRenderer> sections = command.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING, help -> "");
    sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, HelpText::synopsis);
    sections.put(
        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
        help -> wrap(help.description().strip().replaceAll("\\s*\\R\\s*", " "), "") + "\n");
    sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, HelpText::parameters);
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpText::options);
    sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpText::footer);
    command.setHelpSectionMap(sections);
    command.getSubcommands().values().forEach(HelpText::applyTo);
  }

  private static String synopsis(Help help) {
    CommandSpec spec = help.commandSpec();
    StringBuilder line = new StringBuilder("Usage: " + spec.qualifiedName());
    for (OptionSpec option : spec.options()) {
      if (option.required()) {
        line.append(' ').append(name(option));
      }
    }
    line.append(" [OPTIONS]");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
      line.append(' ').append(parameter.required() ? label : "[" + label + "]");
    }
    if (!spec.subcommands().isEmpty()) {
      line.append(" COMMAND");
    }
    return wrap(line.toString(), DEEP_INDENT) + "\n";
  }

  private static String parameters(Help help) {
    StringBuilder text = new StringBuilder();
    for (PositionalParamSpec parameter : help.commandSpec().positionalParameters()) {
      append(text, parameter.paramLabel(), parameter);
    }
    return text.isEmpty() ? "" : "\nArguments:\n" + text;
  }

  private static String options(Help help) {
    StringBuilder text = new StringBuilder();
    grouped(help.commandSpec())
        .forEach(
            (group, options) -> {
              text.append('\n').append(group).append(":\n");
              for (OptionSpec option : options) {
                append(text, name(option), option);
              }
            });
    return text.toString();
  }

  /** Returns the options that are shown, by the titles of their groups. */
  static Map<String, List<OptionSpec>> grouped(CommandSpec spec) {
    Map<String, String> titles =
        spec.userObject() instanceof PipelineCommand command
            ? BeamOptions.groups(command.options())
            : Map.of();
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      if (!option.hidden() && !isCommon(option)) {
        String title = titles.getOrDefault(option.longestName().substring(2), OPTIONS);
        groups.computeIfAbsent(title, unused -> new ArrayList<>()).add(option);
      }
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden() && isCommon(option)) {
        groups.computeIfAbsent("Help", title -> new ArrayList<>()).add(option);
      }
    }
    return groups;
  }

  /** Whether every command has the option. */
  static boolean isCommon(OptionSpec option) {
    return COMMON.contains(option.longestName());
  }

  private static String name(OptionSpec option) {
    boolean flag = option.arity().min() == 0;
    return String.join(", ", option.names()) + (flag ? "" : "=" + option.paramLabel());
  }

  private static void append(StringBuilder text, String name, ArgSpec argument) {
    text.append(INDENT).append(name).append(argument.required() ? "  (required)" : "").append('\n');
    // Descriptions are formats, in which a percent sign is doubled.
    String description = String.join(" ", argument.description()).replace("%%", "%");
    text.append(wrap(DEEP_INDENT + description, DEEP_INDENT)).append('\n');
  }

  private static String footer(Help help) {
    return String.join("\n", help.commandSpec().usageMessage().footer()) + "\n";
  }

  /** Breaks a text at spaces; a word longer than a line stays whole. */
  static String wrap(String text, String indent) {
    List<String> lines = new ArrayList<>();
    String leading = text.substring(0, text.length() - text.stripLeading().length());
    StringBuilder line = new StringBuilder();
    for (String word : Splitter.on(' ').omitEmptyStrings().split(text)) {
      boolean first = line.isEmpty();
      String start = lines.isEmpty() ? leading : indent;
      if (!first && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder();
        first = true;
        start = indent;
      }
      line.append(first ? start : " ").append(word);
    }
    lines.add(line.toString());
    return lines.stream().collect(Collectors.joining("\n"));
  }
}
