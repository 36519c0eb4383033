package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.imagebeam.model.ModelRef;
import org.imagebeam.session.CpuFeatures;
import org.imagebeam.session.EnvironmentException;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose layers would end the process where the environment forbids what they take. */
class ImageModelLoaderInstructionsTest {
  @TempDir Path temp;

  /** Loads the embedded model in bfloat16, and prints the outcome. */
  static final class Load {
    private Load() {}

    public static void main(String... args) throws Exception {
      ModelRef location = new ModelRef("embedded", args[0]);
      ImageModelHandler<float[]> handler =
          new ImageModelHandler<>(
              location,
              location.open().readGraph().id(),
              ImageModelSettings.of("softmax", new WholeVector())
                  .withSession(new SessionOptions(1, Precision.BFLOAT16)));
      try {
        handler.load().close();
        System.out.print("loaded");
      } catch (EnvironmentException e) {
        System.out.print(e.getMessage());
      }
    }
  }

  @Test
  void shouldRefuseItBeforeItIsTried() throws Exception {
    Set<String> flags = CpuFeatures.local().flags();
    boolean counted = flags.contains("avx512f") || flags.contains("avx_ne_convert");
    String said =
        ChildJvm.run(
            Load.class,
            Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "TF_ENABLE_ONEDNN_OPTS", "1"),
            temp.toString());
    assertEquals(
        counted
            ? "the network computes in bfloat16, which TensorFlow can't on this processor with"
                + " ONEDNN_MAX_CPU_ISA=AVX2 in the environment: unset that variable, or set"
                + " TF_ENABLE_ONEDNN_OPTS=0"
            : "loaded",
        said);
  }
}
