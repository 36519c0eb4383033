package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;
import org.imagebeam.classify.ClassifyOptions;
import org.imagebeam.digits.TrainOptions;
import org.imagebeam.retrain.RetrainOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The README's tables are those of the code. {@code mvn test -Dtest=ReadmeTest -Dreadme.update}
 * writes them anew.
 */
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final Set<String> COMMON = Set.of("--debug", "--help", "--version");

  @Test
  void shouldHoldTheOptionsOfClassify() throws IOException {
    assertHoldsOptions("classify options", ClassifyOptions.class);
  }

  @Test
  void shouldHoldTheOptionsOfTrain() throws IOException {
    assertHoldsOptions("train options", TrainOptions.class);
  }

  @Test
  void shouldHoldTheOptionsOfRetrain() throws IOException {
    assertHoldsOptions("retrain options", RetrainOptions.class);
  }

  @Test
  void shouldHoldTheOptionsOfEvaluateAndExport() throws IOException {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    assertHoldsOptions("evaluate options", new EvaluateCommand(nowhere, nowhere).spec());
    assertHoldsOptions("export options", new ExportCommand(nowhere, nowhere).spec());
  }

  private static void assertHoldsOptions(String name, CommandSpec spec) throws IOException {
    StringBuilder table = new StringBuilder("| option | |\n|---|---|\n");
    for (OptionSpec option : spec.options()) {
      if (!COMMON.contains(option.longestName())) {
        table.append(
            String.format(
                "| `%s`%s | %s |%n",
                option.longestName(),
                option.required() ? ", required" : "",
                String.join(" ", option.description())));
      }
    }
    assertHolds(name, table.toString());
  }

  private static void assertHoldsOptions(String name, Class<? extends PipelineOptions> type)
      throws IOException {
    StringBuilder table = new StringBuilder("| option | default | |\n|---|---|---|\n");
    for (BeamOptions.Shown option : BeamOptions.shown(type)) {
      String given = option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue() + "`";
      table.append(
          String.format(
              "| `--%s` | %s | %s |%n",
              option.name(), option.required() ? "required" : given, option.description()));
    }
    assertHolds(name, table.toString());
  }

  @Test
  void shouldHoldTheExitCodes() throws IOException {
    StringBuilder table = new StringBuilder("| code | |\n|---|---|\n");
    for (ExitCode code : ExitCode.values()) {
      table.append(String.format("| %d | %s |%n", code.code(), code.meaning()));
    }
    assertHolds("exit codes", table.toString());
  }

  @Test
  void shouldShowWhatListPrints(@TempDir Path cache) throws IOException {
    StringWriter out = new StringWriter();
    int code =
        new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(out, true))
            .run("model", "list", "--modelCache=" + cache);
    assertEquals(0, code, out.toString());
    assertHolds("model list", "```\n" + out + "```\n");
  }

  @Test
  void shouldShowWhatInspectPrints() throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true))
            .run("model", "inspect", "embedded");
    assertEquals(0, code, err.toString());
    List<String> printed = out.toString().lines().toList();
    String readme = Files.readString(README);
    String start = "<!-- model inspect -->\n```\n";
    int from = readme.indexOf(start) + start.length();
    List<String> shown =
        readme
            .substring(from, readme.indexOf("```\n<!-- end of model inspect -->"))
            .lines()
            .toList();
    int cut = shown.indexOf("…");
    assertTrue(cut > 0, "the README leaves out layers");
    int after = shown.size() - cut - 1;
    assertEquals(printed.subList(0, cut), shown.subList(0, cut));
    assertEquals(
        printed.subList(printed.size() - after, printed.size()),
        shown.subList(cut + 1, shown.size()));
  }

  private static void assertHolds(String name, String table) throws IOException {
    String start = "<!-- " + name + " -->\n";
    String end = "<!-- end of " + name + " -->";
    String readme = Files.readString(README);
    int from = readme.indexOf(start);
    int to = readme.indexOf(end);
    assertTrue(from >= 0 && to > from, "the README has no place for " + name);
    if (System.getProperty("readme.update") != null) {
      Files.writeString(README, readme.substring(0, from) + start + table + readme.substring(to));
    } else {
      assertEquals(table, readme.substring(from + start.length(), to));
    }
  }
}
