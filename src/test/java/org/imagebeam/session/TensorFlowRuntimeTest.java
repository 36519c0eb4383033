package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;

class TensorFlowRuntimeTest {
  @Test
  void shouldLoadTheLibraryBesideTheCaller() throws InterruptedException {
    Thread loader = TensorFlowRuntime.loadAhead();
    assertTrue(loader.isDaemon());
    loader.join();
    assertEquals("2.18.0", TensorFlow.version());
  }
}
