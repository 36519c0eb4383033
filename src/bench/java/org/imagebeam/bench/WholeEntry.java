package org.imagebeam.bench;

import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A line that is measured from the start of a process to its end, a process a round. */
abstract class WholeEntry implements Entry {
  /** Until its first turn tells: as Inception v3 in float32 on two processors. */
  private static final double MEBIBYTES = 1536;

  private static final double SECONDS_A_IMAGE = 0.05;

  private @Nullable WholeRun run;
  private double memory = MEBIBYTES;
  private double lasts;

  /**
   * @param count images of a turn
   */
  WholeEntry(int count) {
    lasts = count * SECONDS_A_IMAGE;
  }

  /** The process of a turn, not yet started. */
  abstract WholeRun prepare() throws IOException;

  /** What a process gave that has ended. */
  abstract Sample sample(WholeRun run) throws IOException;

  @Override
  public final void start() {}

  @Override
  public final double memory() {
    return memory;
  }

  @Override
  public final double lasts() {
    return lasts;
  }

  @Override
  public final void begin() throws IOException {
    run = prepare();
  }

  @Override
  public final boolean goOn(double seconds) throws IOException, InterruptedException {
    return underWay().goOn(seconds);
  }

  @Override
  public final Sample end() throws IOException {
    WholeRun ended = underWay();
    memory = ended.peak().orElse(memory);
    lasts = ended.seconds();
    return sample(ended);
  }

  private WholeRun underWay() {
    if (run == null) {
      throw new IllegalStateException(name() + " has not begun a turn");
    }
    return run;
  }

  @Override
  public final void close() {
    if (run != null) {
      run.close();
    }
  }
}
