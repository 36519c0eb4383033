package org.imagebeam.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.model.ModelFolder;

/**
 * A contender in a process of its own. Says {@value #READY} when it is warm; then each line on
 * stdin is a number of images, and is answered by an {@link Answer}. Ends with its stdin. Those in
 * Python ({@code src/bench/python/contender.py}) speak the same.
 */
public final class Contender {
  static final String READY = "ready";
  static final String LOOP = "loop";
  static final String NETWORK = "network";
  static final String PRODUCTS = "products";
  static final String TRAIN = "train";

  private static final int WARM_UP_RUNS = 2;

  private Contender() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Work work = work(List.of(args));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (int i = 0; i < WARM_UP_RUNS; i++) {
        work.run(1);
      }
      out.println(READY);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(turn(work, Long.parseLong(line.trim())).line());
      }
    }
  }

  private static Work work(List<String> args) throws IOException {
    return switch (args.get(0)) {
      case LOOP -> new SingleImageLoop(ModelFolder.open(args.get(1)), Path.of(args.get(2)));
      case NETWORK ->
          NetworkOnPixels.open(
              ModelFolder.open(args.get(1)),
              Rewriting.parse(args.get(2)),
              NetworkSettings.parse(args.get(3)));
      case PRODUCTS -> new MatrixProducts(Runtime.getRuntime().availableProcessors());
      case TRAIN -> new TrainingLoop(args.get(1));
      default -> throw new IllegalArgumentException("no contender is called " + args.get(0));
    };
  }

  private static Answer turn(Work work, long images) throws IOException, InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long done = work.run(images);
    return new Answer(done, (system.getProcessCpuTime() - cpu) / 1e9);
  }
}
