package org.imagebeam.bench;

import java.io.IOException;
import org.imagebeam.digits.TrainingSteps;

/** The loop of train; what it counts are steps. */
final class TrainingLoop implements Work {
  private final TrainingSteps steps;

  TrainingLoop(String data) throws IOException {
    this.steps = new TrainingSteps(data);
  }

  @Override
  public long run(long count) {
    steps.run(count);
    return count;
  }

  @Override
  public void close() {
    steps.close();
  }
}
