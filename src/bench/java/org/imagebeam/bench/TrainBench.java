package org.imagebeam.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        "Measures the loop of train against the tutorial's loop in Python TensorFlow, in turns.")
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
    List<Double> rates = new ArrayList<>();
    List<Double> pythonRates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (ContenderEntry ours =
            entry("train", Child.java(List.of(Contender.TRAIN, data.toString())));
        ContenderEntry theirs =
            entry(
                "the tutorial's loop in Python TensorFlow",
                List.of(
                    python.toString(),
                    Path.of("src", "bench", "python", "tensorflow_mnist.py").toString(),
                    data.toString()))) {
      ours.start();
      theirs.start();
      for (int round = 0; round < rounds; round++) {
        // To and fro, so that a slow drift of the machine's speed favours none.
        double first = (round % 2 == 0 ? ours : theirs).turn().rate();
        double second = (round % 2 == 0 ? theirs : ours).turn().rate();
        rates.add(round % 2 == 0 ? first : second);
        pythonRates.add(round % 2 == 0 ? second : first);
        ratios.add(rates.get(round) / pythonRates.get(round));
      }
    }
    out.print(machine.text());
    out.printf(
        Locale.ROOT,
        "meanwhile the hypervisor kept back %.1f %%%n%n",
        100 * Processors.now().stolenSince(before));
    Table table = new Table("", "steps/s", "");
    table.add("train", Spread.of(rates).text(0), "");
    table.add("the tutorial's loop in Python TensorFlow", Spread.of(pythonRates).text(0), "");
    Spread ratio = Spread.of(ratios);
    table.add("ratio", ratio.text(2), ratio.median() >= 2 ? ">= 2.00 met" : ">= 2.00 MISSED");
    out.print(table.text());
    return 0;
  }

  private ContenderEntry entry(String name, List<String> command) {
    return new ContenderEntry(name, "", command, Logs.file(WORK, name), turnSeconds);
  }
}
