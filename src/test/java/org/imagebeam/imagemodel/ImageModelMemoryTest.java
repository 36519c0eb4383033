package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.model.ModelRef;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImageModelMemoryTest {
  private static final int FEW = 1_000;
  private static final int MANY = 10_000;
  private static final int BATCH = 4;
  private static final int SIZE = 64;

  /**
   * A heap that is there from the start, so that what grows is native; and no collector that frees
   * the tensors which nobody has closed.
   */
  private static final String FLAGS =
      "-Dorg.bytedeco.javacpp.nopointergc=true -Xms128m -Xmx128m -XX:+AlwaysPreTouch -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  /** A tensor of a batch's pixels that is not closed would make it 430 MiB, of its answers 35. */
  private static final int ALLOWED_MEBIBYTES = 16;

  @TempDir Path temp;

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldTakeNoMoreFor10000ImagesThanFor1000() throws IOException, InterruptedException {
    TinyGraphs.writeModelFolder(temp.resolve("model"), SIZE, 1008, 1);
    Files.write(temp.resolve("a.jpg"), Images.jpeg(SIZE, SIZE, 1));
    Files.write(temp.resolve("b.png"), Images.png(SIZE, SIZE, 2));
    String output =
        ChildJvm.run(Images10000.class, Map.of("JAVA_TOOL_OPTIONS", FLAGS), temp.toString());
    List<Long> kibibytes = output.lines().map(Long::valueOf).toList();
    long growth = (kibibytes.get(1) - kibibytes.get(0)) / 1024;
    assertTrue(growth <= ALLOWED_MEBIBYTES, "it grew by " + growth + " MiB: " + output);
  }

  /** Takes a vector's first value. */
  private static final class First implements VectorFunction<Float> {
    private static final long serialVersionUID = 1L;

    @Override
    public Float apply(float[] vector) {
      return vector[0];
    }

    @Override
    public String id() {
      return "first";
    }
  }

  /** Prints the KiB in memory after {@value #FEW} images and after {@value #MANY}. */
  static final class Images10000 {
    private Images10000() {}

    public static void main(String[] args) throws Exception {
      ModelRef location = ModelRef.of(args[0] + "/model");
      ImageModelHandler<Float> handler =
          new ImageModelHandler<>(
              location,
              location.open().readGraph().id(),
              ImageModelSettings.of("softmax", new First()));
      List<MatchResult.Metadata> images =
          List.of(
              Storage.stat(args[0] + "/a.jpg").orElseThrow(),
              Storage.stat(args[0] + "/b.png").orElseThrow());
      try (LoadedModel<MatchResult.Metadata, float[], Float> model = handler.load()) {
        int done = 0;
        for (int upTo : List.of(FEW, MANY)) {
          for (; done < upTo; done += BATCH) {
            List<float[]> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
              batch.add(model.prepare(images.get(i % images.size())));
            }
            model.run(batch);
          }
          System.out.println(resident());
        }
      }
    }

    private static String resident() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> line.replaceAll("\\D", ""))
          .findFirst()
          .orElseThrow();
    }
  }
}
