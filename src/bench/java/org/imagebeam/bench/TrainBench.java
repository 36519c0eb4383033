package org.imagebeam.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/bench --train}. */
@Command(
    name = "scripts/bench --train",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description =
        "Measures the loop of train against the same training in Python TensorFlow, side by side"
            + " in short slices of time.")
public final class TrainBench implements Callable<Integer> {
  private static final Path WORK = Path.of("target", "bench").toAbsolutePath();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of each. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--turn",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "How long a turn takes. Default: ${DEFAULT-VALUE}.")
  private double turnSeconds;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "../shared/assets/mnist",
      description = "A folder with the idx files of MNIST. Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("");

  @Option(
      names = "--python",
      paramLabel = "FILE",
      required = true,
      description = "A Python that has TensorFlow; scripts/bench sees to it.")
  private Path python = Path.of("");

  public static void main(String[] args) {
    System.exit(new CommandLine(new TrainBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Machine machine = Machine.ours();
    Processors before = Processors.now();
    Results results = new Results();
    Results.Key ours = new Results.Key("mnist", "train");
    Results.Key theirs = new Results.Key("mnist", "the same training in Python TensorFlow");
    Map<Results.Key, Entry> entries = new LinkedHashMap<>();
    entries.put(ours, entry(ours, Child.java(List.of(Contender.TRAIN, data.toString()))));
    entries.put(
        theirs,
        entry(
            theirs,
            List.of(
                python.toString(),
                Path.of("src", "bench", "python", "tensorflow_mnist.py").toString(),
                data.toString())));
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    new Rounds(entries, results, err, Machine.mebibytes()).run(rounds);
    out.print(machine.text());
    out.printf(
        Locale.ROOT,
        "meanwhile the hypervisor kept back %.1f %%%n%n",
        100 * Processors.now().stolenSince(before));
    Table table = new Table("", "steps/s", "");
    for (Results.Key key : List.of(ours, theirs)) {
      results
          .find(key)
          .ifPresent(line -> table.add(key.name(), line.spread(Sample::rate).text(0), ""));
    }
    results
        .ratio(ours, Sample::rate, theirs, Sample::rate)
        .ifPresent(
            ratio ->
                table.add(
                    "ratio",
                    ratio.text(2),
                    ratio.median() >= 2 ? ">= 2.00 met" : ">= 2.00 MISSED"));
    out.print(table.text());
    return 0;
  }

  private Entry entry(Results.Key key, List<String> command) {
    return new ContenderEntry(key.name(), "", command, Logs.file(WORK, key.name()), turnSeconds);
  }
}
