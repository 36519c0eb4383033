package org.imagebeam.image;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.imagebeam.bench.Photos;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A JPEG file's bytes to what Inception v3 takes: images a second, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgs = "-Xmx1g")
public class DecodeBenchmark {
  private static final int NETWORK_INPUT = 299;

  /** Width and height. */
  @Param({"320x240", "4000x3000"})
  public String size;

  @Param({"EXACT", "FAST"})
  public DecodeMode mode;

  private byte[] file;
  private ImageDecoder decoder;

  @Setup
  public void open() throws IOException {
    int times = size.indexOf('x');
    int width = Integer.parseInt(size.substring(0, times));
    int height = Integer.parseInt(size.substring(times + 1));
    file = Photos.jpeg(Photos.SAMPLE, width, height, 1);
    decoder = new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, mode);
  }

  @Benchmark
  public float[] decode() throws ImageException {
    return decoder.decode(file, NETWORK_INPUT, NETWORK_INPUT);
  }

  @TearDown
  public void close() {
    decoder.close();
  }
}
