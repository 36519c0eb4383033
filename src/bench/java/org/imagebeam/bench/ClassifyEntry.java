package org.imagebeam.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** {@code scripts/imagebeam classify} from its start to its end, a process a round. */
final class ClassifyEntry extends WholeEntry {
  private final String name;
  private final Path images;
  private final int count;
  private final List<String> options;
  private final Path output;
  private final Path log;

  /**
   * @param images a folder of {@code count} that can be decoded
   * @param options of classify
   * @param output a folder for its rows, emptied before each run
   * @param log gets what it says
   */
  ClassifyEntry(String name, Path images, int count, List<String> options, Path output, Path log) {
    super(count);
    this.name = name;
    this.images = images;
    this.count = count;
    this.options = List.copyOf(options);
    this.output = output;
    this.log = log;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String note() {
    return count + " images";
  }

  @Override
  WholeRun prepare() throws IOException {
    if (Files.exists(output)) {
      MoreFiles.deleteRecursively(output, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Files.createDirectories(output);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("scripts/imagebeam", "classify", "--input=" + images));
    command.add("--output=" + output.resolve("x.csv"));
    command.addAll(options);
    return new WholeRun(command, log, this::hasRows, () -> Files.exists(metrics()));
  }

  @Override
  Sample sample(WholeRun run) throws IOException {
    JsonNode metrics = new ObjectMapper().readTree(metrics().toFile());
    int classified = metrics.path("images_classified").asInt();
    if (classified != count) {
      throw new SkippedException("it classified " + classified + " of " + count + " images");
    }
    OptionalDouble cpu =
        run.cpu().isEmpty() ? run.cpu() : OptionalDouble.of(run.cpu().getAsDouble() / count);
    return new Sample(
        count / run.secondsOf(metrics.path("seconds").asDouble()),
        cpu,
        run.peak(),
        OptionalDouble.of(count / run.seconds()),
        run.first());
  }

  private Path metrics() {
    return output.resolve("x.csv.metrics.json");
  }

  /** Whether rows are committed: in {@code parts} of a hidden folder. */
  private boolean hasRows() {
    try (Stream<Path> work = Files.list(output)) {
      return work.map(folder -> folder.resolve("parts"))
          .filter(Files::isDirectory)
          .anyMatch(ClassifyEntry::hasResults);
    } catch (IOException | UncheckedIOException e) {
      // The folder is not there yet, or no longer.
      return false;
    }
  }

  private static boolean hasResults(Path parts) {
    try (Stream<Path> files = Files.list(parts)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("results-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
