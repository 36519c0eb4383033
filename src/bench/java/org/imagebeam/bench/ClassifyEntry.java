package org.imagebeam.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** {@code scripts/imagebeam classify} from its start to its end, a process a round. */
final class ClassifyEntry implements Entry {
  private final String name;
  private final Path pictures;
  private final int count;
  private final List<String> options;
  private final Path output;

  /**
   * @param pictures a folder of {@code count} that can be decoded
   * @param options of classify
   * @param output a folder for its rows, emptied before each run
   */
  ClassifyEntry(String name, Path pictures, int count, List<String> options, Path output) {
    this.name = name;
    this.pictures = pictures;
    this.count = count;
    this.options = List.copyOf(options);
    this.output = output;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String note() {
    return count + " pictures";
  }

  @Override
  public void start() {}

  @Override
  public Sample turn() throws IOException, InterruptedException {
    if (Files.exists(output)) {
      MoreFiles.deleteRecursively(output, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Files.createDirectories(output);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("scripts/imagebeam", "classify", "--input=" + pictures));
    command.add("--output=" + output.resolve("x.csv"));
    command.addAll(options);
    WholeRun run =
        WholeRun.of(command, output, output.resolveSibling(output.getFileName() + ".log"));
    JsonNode metrics = new ObjectMapper().readTree(output.resolve("_METRICS.json").toFile());
    int classified = metrics.path("images_classified").asInt();
    if (classified != count) {
      throw new SkippedException("it classified " + classified + " of " + count + " pictures");
    }
    OptionalDouble cpu =
        run.cpu().isEmpty() ? run.cpu() : OptionalDouble.of(run.cpu().getAsDouble() / count);
    return new Sample(
        metrics.path("images_per_second").asDouble(),
        cpu,
        run.peak(),
        OptionalDouble.of(count / run.seconds()),
        run.first());
  }

  @Override
  public void close() {}
}
