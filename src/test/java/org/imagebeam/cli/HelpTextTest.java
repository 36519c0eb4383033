package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTextTest {
  private static CommandLine program() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new ImagebeamCommand(nowhere, nowhere).commandLine();
  }

  private static Stream<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>(List.of(program()));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getSubcommands().values());
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldFitInto80ColumnsAndKeepWordsWhole(CommandLine command) {
    String help = command.getUsageMessage();
    for (String line : help.lines().toList()) {
      assertTrue(line.length() <= 80, line);
      assertEquals(line.stripTrailing(), line);
    }
    Set<String> words = Set.copyOf(List.of(help.split("\\s+")));
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        String text = String.join(" ", option.description()).replace("%%", "%");
        assertEquals(
            Set.of(),
            Stream.of(text.split(" ")).filter(w -> !words.contains(w)).collect(Collectors.toSet()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldShowTwoExamples(CommandLine command) {
    boolean groups = !command.getSubcommands().isEmpty();
    boolean plain = command.getCommandName().equals("version");
    long examples =
        command.getUsageMessage().lines().filter(line -> line.startsWith("  imagebeam ")).count();
    long sourced = command.getUsageMessage().lines().filter(l -> l.startsWith("  source")).count();
    assertTrue(plain || groups || examples + sourced == 2, command.getUsageMessage());
  }

  @Test
  void shouldGroupTheOptionsAndMarkTheRequired() {
    List<String> lines =
        program().getSubcommands().get("classify").getUsageMessage().lines().toList();
    assertEquals("Usage: imagebeam classify --input=VALUE --output=VALUE [OPTIONS]", lines.get(0));
    assertEquals(
        List.of(
            "Input and output:",
            "  --input=VALUE  (required)",
            "  --output=VALUE  (required)",
            "  --all",
            "  --csvSafe",
            "  --embedding=VALUE",
            "  --embeddingFormat=VALUE",
            "  --exclude=VALUE",
            "  --format=VALUE",
            "  --groups",
            "  --include=VALUE",
            "  --minScore=VALUE",
            "  --normalizeEmbedding",
            "  --outputs=VALUE",
            "  --report",
            "  --topK=VALUE",
            "Nightly runs:",
            "  --dryRun",
            "  --limit=VALUE",
            "  --maxFailureRatio=VALUE",
            "  --maxPruneRatio=VALUE",
            "  --minResults=VALUE",
            "  --prune=VALUE",
            "  --retryFailures",
            "Model:",
            "  --allowRandom",
            "  --allowUnsafeModel",
            "  --model=VALUE",
            "  --modelCache=VALUE",
            "Model that is imported:",
            "  --activation=VALUE",
            "  --antialias",
            "  --crop=VALUE",
            "  --inputNode=VALUE",
            "  --labels=VALUE",
            "  --outputNode=VALUE",
            "  --preprocessing=VALUE",
            "  --resize=VALUE",
            "  --signature=VALUE",
            "  --size=VALUE",
            "Decoding:",
            "  --decode=VALUE",
            "  --exif=VALUE",
            "  --maxImageBytes=VALUE",
            "  --maxPixels=VALUE",
            "Performance:",
            "  --batchSize=VALUE",
            "  --batchesInFlight=VALUE",
            "  --calibrate=VALUE",
            "  --precision=VALUE",
            "  --sessionThreads=VALUE",
            "Runner:",
            "  --runner=VALUE",
            "  --targetParallelism=VALUE",
            "Help:",
            "  -h, --help",
            "  -V, --version",
            "  --debug",
            "  --quiet",
            "  --log=FORM",
            "  --logLevel=LEVEL",
            "Examples:"),
        lines.stream()
            .filter(line -> line.matches("[A-Z].*:") || line.matches(" {2}-.*"))
            .filter(line -> !line.startsWith("Usage"))
            .toList());
  }

  @Test
  void shouldBreakLinesAtSpacesOnly() {
    String address = "gs://bucket/" + "x".repeat(90);
    assertEquals(
        "  " + "a".repeat(60) + "\n    " + address + "\n    b",
        HelpText.wrap("  " + "a".repeat(60) + " " + address + " b", "    "));
  }
}
