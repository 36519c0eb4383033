package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.local.DaemonThreads;
import org.imagebeam.pipeline.JvmSettings;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;

class ClassifyPipelineTest extends ClassifyPipelineFixture {
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

  private static String withoutSettings(String row) {
    return row.substring(0, row.lastIndexOf(','));
  }

  private String modelId() {
    return "m" + ModelHandle.open(model.toString()).id();
  }
}
