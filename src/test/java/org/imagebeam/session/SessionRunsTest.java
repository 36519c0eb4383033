package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.util.List;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class SessionRunsTest {
  private static final int SIGTERM = 15;
  private static final int OF_A_SIGNAL = 128;

  @Test
  @Timeout(120)
  void shouldEndAfterTheRunThatASignalFallsInto() throws Exception {
    Process child = ChildJvm.start(Endless.class);
    try (BufferedReader out = child.inputReader()) {
      assertEquals("begins", out.readLine());
      // What was printed just before a run is in it by then.
      Thread.sleep(50);
      // Process.destroy() would close the child's output as well.
      child.toHandle().destroy();
      List<String> rest = out.lines().toList();
      assertEquals(1, rest.stream().filter("ended"::equals).count(), rest.toString());
    }
    assertEquals(OF_A_SIGNAL + SIGTERM, child.waitFor());
  }

  /** Runs a graph for half a second or more, again and again, in a thread that nobody waits for. */
  static final class Endless {
    private static final int SIDE = 2000;
    private static final int PRODUCTS = 10;
    private static final long LINGER_MILLIS = 5000;

    private Endless() {}

    /** Leaves the time to say that a run ended, and to begin others if that is possible. */
    private static void linger() {
      try {
        Thread.sleep(LINGER_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    public static void main(String... args) {
      SessionRuns.endBetweenRuns();
      Runtime.getRuntime().addShutdownHook(new Thread(Endless::linger));
      try (Graph graph = new Graph();
          TFloat32 zeros = TFloat32.tensorOf(Shape.of(SIDE, SIDE))) {
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> matrix =
            tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(SIDE, SIDE)));
        Operand<TFloat32> product = matrix;
        for (int i = 0; i < PRODUCTS; i++) {
          product = tf.linalg.matMul(product, matrix);
        }
        try (Session session = new Session(graph)) {
          while (true) {
            Session.Runner runner = session.runner().feed(matrix, zeros).addTarget(product);
            System.out.println("begins");
            SessionRuns.run(runner).close();
            System.out.println("ended");
          }
        }
      }
    }
  }
}
