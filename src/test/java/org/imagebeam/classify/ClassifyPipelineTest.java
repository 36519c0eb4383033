package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.local.DaemonThreads;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.JvmSettings;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyPipelineTest {
  @TempDir Path temp;
  private Path photos;
  private Path model;
  private Path output;

  @BeforeEach
  void makeInput() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    output = temp.resolve("out/x.csv");
  }

  @Test
  void shouldGiveEachImageOneRow() throws IOException {
    addImages(0, 30);
    Files.write(photos.resolve("p003.png"), new byte[0]);
    Files.write(photos.resolve("p017.png"), Images.truncated(Images.png(64, 48, 1)));
    ClassifySummary summary = run(options());
    assertEquals(28, summary.classified());
    assertEquals(Map.of("decode", 2L), summary.failed());
    assertEquals(28, summary.inferences());
    assertEquals(
        Stream.iterate(0, i -> i + 1)
            .limit(30)
            .filter(i -> i != 3 && i != 17)
            .map(i -> photos + String.format("/p%03d.png", i))
            .toList(),
        paths(output));
    assertEquals(
        List.of(photos + "/p003.png", photos + "/p017.png"),
        paths(temp.resolve("out/x.failures.csv")));
    assertEquals(
        List.of("x.csv", "x.csv.metrics.json", "x.failures.csv"), names(temp.resolve("out")));
  }

  @Test
  void shouldWriteTheSameBytesWhateverTheParallelism() throws IOException {
    addImages(0, 150);
    byte[] expected = null;
    for (int parallelism : new int[] {1, 2, 7}) {
      ClassifyOptions options = options();
      options.as(DirectOptions.class).setTargetParallelism(parallelism);
      run(options);
      byte[] bytes = Files.readAllBytes(output);
      assertArrayEquals(expected == null ? bytes : expected, bytes);
      expected = bytes;
    }
    assertEquals(150, paths(output).size());
  }

  /** A second thread would wait for work without a rest. */
  @Test
  void shouldKeepTheRunnerToOneThreadForASingleGroup() throws Exception {
    addImages(0, 60);
    assertEquals(1, mostRunnerThreads(3));
    addImages(60, 150);
    assertEquals(3, mostRunnerThreads(3));
  }

  /** Runs the pipeline, and returns how many threads of the runner there are at once. */
  private long mostRunnerThreads(int parallelism) throws Exception {
    ClassifyOptions options = options();
    options.as(DirectOptions.class).setTargetParallelism(parallelism);
    AtomicLong most = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    Thread watch =
        DaemonThreads.start(
            "watch",
            () -> {
              while (!over.get()) {
                most.accumulateAndGet(runnerThreads(), Math::max);
                Thread.onSpinWait();
              }
            });
    run(options);
    over.set(true);
    watch.join();
    assertEquals(parallelism, options.as(DirectOptions.class).getTargetParallelism());
    return most.get();
  }

  private static long runnerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("direct-runner-worker"))
        .count();
  }

  @Test
  void shouldWriteWhatItCounted() throws IOException {
    addImages(0, 20);
    Files.writeString(photos.resolve("note.txt"), "hello");
    run(options());
    JsonNode json = new ObjectMapper().readTree(temp.resolve("out/x.csv.metrics.json").toFile());
    assertEquals(21, json.get("images_matched").asInt());
    assertEquals(20, json.get("images_classified").asInt());
    assertEquals(1, json.get("images_failed").asInt());
    assertEquals(1, json.get("images_failed_by_stage").get("decode").asInt());
    assertEquals(0, json.get("images_skipped").asInt());
    assertEquals(model.toString(), json.get("model").get("location").asText());
    assertEquals(modelId(), json.get("model").get("id").asText());
    JsonNode metrics = json.get("metrics");
    assertEquals(20, metrics.get("num_inferences").asInt());
    assertEquals(5, metrics.get("inference_request_batch_size").get("count").asInt());
    assertEquals(4, metrics.get("inference_request_batch_size").get("max").asInt());
    assertEquals(1, metrics.get("load_model_latency_milli_secs").get("count").asInt());
    assertEquals(
        Files.size(model.resolve("classify_image_graph_def.pb")),
        metrics.get("model_byte_size").get("max").asLong());
    assertEquals("2.70.0", json.get("versions").get("beam").asText());
    assertEquals("2.18.0", json.get("versions").get("tensorflow").asText());
    List<String> flags = new ArrayList<>();
    json.get("jvm").get("flags").forEach(flag -> flags.add(flag.asText()));
    assertEquals(JvmSettings.current().flags(), flags);
  }

  /** The graph is read but once: the load goes on from what the check has read. */
  @Test
  void shouldClassifyByTheGraphThatWasChecked() throws IOException {
    addImages(0, 20);
    run(options());
    byte[] expected = Files.readAllBytes(output);
    ClassifyPipeline pipeline = ClassifyPipeline.create(options());
    TinyGraphs.writeModelFolder(model, 16, 9, 6);
    assertEquals(20, pipeline.run().classified());
    assertArrayEquals(expected, Files.readAllBytes(output));
    JsonNode json = new ObjectMapper().readTree(temp.resolve("out/x.csv.metrics.json").toFile());
    assertEquals(1, json.get("metrics").get("load_model_latency_milli_secs").get("count").asInt());
  }

  @Test
  void shouldWriteNothingByAnotherGraphThanTheModelStates() throws IOException {
    addImages(0, 3);
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"sha256\": \"" + "0".repeat(64) + "\"}");
    ModelException e = assertThrows(ModelException.class, () -> run(options()));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertTrue(e.getMessage().contains("the graph is damaged, or is another one"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
  }

  @Test
  void shouldDecodeLargeJpegsFastIfTold() throws IOException {
    Files.write(photos.resolve("large.jpg"), Images.jpeg(400, 300, 1));
    Files.write(photos.resolve("small.jpg"), Images.jpeg(30, 20, 2));
    Files.write(photos.resolve("broken.jpg"), Images.truncated(Images.jpeg(400, 300, 1)));
    run(options());
    List<String> exact = Files.readAllLines(output);
    String failures = Files.readString(temp.resolve("out/x.failures.csv"));
    ClassifyOptions options = options();
    options.setDecode("fast");
    ClassifySummary summary = run(options);
    assertEquals(2, summary.classified());
    List<String> fast = Files.readAllLines(output);
    assertEquals(exact.get(0), fast.get(0));
    assertNotEquals(exact.get(1), fast.get(1), "the large image was decoded as before");
    assertEquals(withoutSettings(exact.get(2)), withoutSettings(fast.get(2)));
    assertNotEquals(exact.get(2), fast.get(2), "the settings are told apart");
    assertEquals(
        withoutSettings(failures.strip()),
        withoutSettings(Files.readString(temp.resolve("out/x.failures.csv")).strip()));
  }

  @Test
  void shouldAddToALedgerOnlyWhatIsNew() throws IOException {
    addImages(0, 5);
    Files.writeString(photos.resolve("note.txt"), "hello");
    ClassifyOptions options = options();
    options.setOutput(temp + "/ledger/");
    ClassifySummary first = run(options);
    assertEquals(5, first.classified());
    addImages(5, 7);
    Files.setLastModifiedTime(photos.resolve("p002.png"), FileTime.fromMillis(1_000_000));
    ClassifySummary second = run(options);
    assertEquals(4, second.skipped() - 1, "four images and the failure were done");
    assertEquals(
        List.of(photos + "/p002.png", photos + "/p005.png", photos + "/p006.png"),
        paths(Path.of(second.results())));
    assertEquals(0, second.failedTotal());
    ClassifySummary third = run(options);
    assertEquals(0, third.classified());
    assertEquals(8, third.skipped());
    assertEquals(
        3, names(temp.resolve("ledger")).stream().filter(n -> n.startsWith("results-")).count());
  }

  @Test
  void shouldRunALedgerAgainForAnotherModel() throws IOException {
    addImages(0, 3);
    ClassifyOptions options = options();
    options.setOutput(temp + "/ledger/");
    run(options);
    Path other =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("other")), 16, 9, 6);
    options.setModel(other.toString());
    assertEquals(3, run(options).classified());
  }

  @Test
  void shouldNotTakeItsOwnFilesForImages() throws IOException {
    addImages(0, 3);
    ClassifyOptions options = options();
    options.setOutput(photos + "/x.csv");
    run(options);
    ClassifySummary again = run(options);
    assertEquals(3, again.classified());
    assertEquals(0, again.failedTotal());
  }

  @Test
  void shouldGiveEachListedPathARow() throws IOException {
    addImages(0, 2);
    Path list = temp.resolve("list.txt");
    Files.writeString(list, photos + "/p001.png\n" + photos + "/gone.png\n");
    ClassifyOptions options = options();
    options.setInput("@" + list);
    ClassifySummary summary = run(options);
    assertEquals(List.of(photos + "/p001.png"), paths(output));
    assertEquals(Map.of("read", 1L), summary.failed());
    assertTrue(
        Files.readString(temp.resolve("out/x.failures.csv"))
            .contains(photos + "/gone.png,,," + modelId() + ",read,"));
  }

  @Test
  void shouldLeaveNothingWhereNothingMatches() throws IOException {
    ClassifyOptions options = options();
    options.setInput(photos + "/*.jpg");
    InputException e = assertThrows(InputException.class, () -> run(options));
    assertTrue(e.getMessage().startsWith("nothing matches '" + photos + "/*.jpg'"));
    assertEquals(List.of(), names(temp.resolve("out")));
  }

  @Test
  void shouldRefuseAnOutputThatCannotBeWritten() throws IOException {
    addImages(0, 1);
    Files.writeString(temp.resolve("file"), "");
    ClassifyOptions options = options();
    options.setOutput(temp + "/file/x.csv");
    IOException e = assertThrows(OutputException.class, () -> run(options));
    assertTrue(e.getMessage().contains(temp + "/file"), e.getMessage());
  }

  @Test
  void shouldReportAModelThatVanishesUnderTheRunningPipeline() throws IOException {
    addImages(0, 1);
    ClassifyPipeline pipeline = ClassifyPipeline.create(options());
    Files.delete(model.resolve("classify_image_graph_def.pb"));
    ModelException e = assertThrows(ModelException.class, pipeline::run);
    assertEquals(ModelException.Kind.NOT_FOUND, e.kind());
    assertEquals(List.of(), names(temp.resolve("out")), "there is nothing to go on from");
  }

  @Test
  void shouldGoOnWhereALedgerHoldsTablesOfOthers() throws IOException {
    addImages(0, 2);
    Path ledger = Files.createDirectory(temp.resolve("ledger"));
    Files.writeString(ledger.resolve("results-1.csv"), "nonsense\r\n");
    ClassifyOptions options = options();
    options.setOutput(ledger.toString());
    ClassifySummary first = run(options);
    assertEquals(2, first.classified());
    String table = Files.readString(Path.of(first.results()));
    Files.writeString(Path.of(first.results()), table.substring(0, table.length() - 20));
    ClassifySummary second = run(options);
    assertEquals(List.of(photos + "/p001.png"), paths(Path.of(second.results())));
    assertEquals("nonsense\r\n", Files.readString(ledger.resolve("results-1.csv")));
    assertEquals(2, run(options).skipped());
  }

  @Test
  void shouldRefuseImpossibleOptions() {
    for (String[] wrong :
        new String[][] {
          {"--topK=0", "topK must be at least 1"},
          {"--batchSize=-1", "batchSize must be at least 0"},
          {"--maxPixels=0", "maxPixels must be at least 1"},
          {"--maxImageBytes=0", "maxImageBytes must be at least 1"},
          {"--exif=rotate", "exif must be apply or ignore, not 'rotate'"},
          {"--decode=quick", "decode must be exact or fast, not 'quick'"},
          {"--input=", "input needs a value"}
        }) {
      ClassifyOptions options =
          PipelineOptionsFactory.fromArgs(
                  wrong[0].startsWith("--input") ? "--topK=1" : "--input=x", "--output=y", wrong[0])
              .as(ClassifyOptions.class);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> ClassifyPipeline.create(options));
      assertTrue(e.getMessage().startsWith(wrong[1]), e.getMessage());
    }
  }

  private static String withoutSettings(String row) {
    return row.substring(0, row.lastIndexOf(','));
  }

  private ClassifyOptions options() {
    ClassifyOptions options = PipelineOptionsFactory.as(ClassifyOptions.class);
    options.setInput(photos.toString());
    options.setOutput(output.toString());
    options.setModel(model.toString());
    options.setTopK(3);
    return options;
  }

  private static ClassifySummary run(ClassifyOptions options) throws IOException {
    return ClassifyPipeline.create(options).run();
  }

  private String modelId() {
    return "m" + ModelHandle.open(model.toString()).id();
  }

  private void addImages(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      Files.write(
          photos.resolve(String.format("p%03d.png", i)), Images.png(20 + i % 13, 18 + i % 7, i));
    }
  }

  private static List<String> paths(Path table) throws IOException {
    return Files.readString(table)
        .lines()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',')))
        .toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
