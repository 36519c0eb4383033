package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.download.Progress;

/** Runs trainings, and compares what they leave. */
final class TrainFixture {
  private TrainFixture() {}

  /** Runs one to its end; gives the rows that were told of. */
  static List<EpochRow> run(String... args) throws IOException {
    List<EpochRow> rows = new ArrayList<>();
    pipeline(args).run(rows::add);
    return rows;
  }

  static TrainPipeline pipeline(String... args) throws IOException {
    return pipeline(Progress.log(), args);
  }

  static TrainPipeline pipeline(Progress progress, String... args) throws IOException {
    return TrainPipeline.create(
        PipelineOptionsFactory.fromArgs(args).as(TrainOptions.class), progress);
  }

  /** The bytes of each tensor of a folder's newest checkpoint. */
  static Map<String, ByteString> tensors(Path folder) throws IOException {
    String prefix = Checkpoints.latestCheckpoint(folder.toString()).orElseThrow();
    Map<String, ByteString> tensors = new TreeMap<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (TensorInfo tensor : reader.tensors()) {
        tensors.put(tensor.name(), reader.read(tensor.name()).bytes());
      }
    }
    return tensors;
  }

  /** The rows of a folder's table, without what the clock makes of them. */
  static List<String> rows(Path folder) throws IOException {
    return EpochRow.TABLE.read(RunFiles.metrics(folder.toString())).stream()
        .map(row -> String.join(",", row.cells().subList(0, 6)))
        .toList();
  }

  /** Both have the same tensors, to the bit, and the same rows. */
  static void assertSame(Path expected, Path found) throws IOException {
    Map<String, ByteString> tensors = tensors(expected);
    assertEquals(tensors.keySet(), tensors(found).keySet());
    for (Map.Entry<String, ByteString> tensor : tensors.entrySet()) {
      assertEquals(tensor.getValue(), tensors(found).get(tensor.getKey()), tensor.getKey());
    }
    assertEquals(rows(expected), rows(found));
  }
}
