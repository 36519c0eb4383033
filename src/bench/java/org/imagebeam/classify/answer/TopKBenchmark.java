package org.imagebeam.classify.answer;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The best of a network's scores for one image. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TopKBenchmark {
  /** The outputs of inception-2015-12-05. */
  private static final int CLASSES = 1008;

  private static final int IMAGES = 64;

  @Param({"1", "5"})
  public int k;

  private TopK topK;
  private float[][] scores;
  private int next;

  @Setup
  public void makeScores() {
    topK = new TopK(k);
    Random random = new Random(1);
    scores = new float[IMAGES][CLASSES];
    for (float[] image : scores) {
      for (int i = 0; i < CLASSES; i++) {
        image[i] = (float) Math.exp(random.nextGaussian());
      }
    }
  }

  /** Of a different image each time, so that no branch is learnt by heart. */
  @Benchmark
  public List<TopK.Node> topK() {
    next = (next + 1) % IMAGES;
    return topK.apply(scores[next]);
  }
}
