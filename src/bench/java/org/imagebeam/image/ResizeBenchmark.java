package org.imagebeam.image;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.imagebeam.image.format.Orientation;
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
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TUint8;

/** A decoded image to what Inception v3 takes, out of native memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgs = "-Xmx1g")
public class ResizeBenchmark {
  private static final int NETWORK_INPUT = 299;

  /** Of the image; it is three quarters as high. */
  @Param({"320", "500", "4000"})
  public int width;

  /** The orientation by its EXIF number: 6 changes rows and columns. */
  @Param({"1", "6"})
  public int orientation;

  private TUint8 image;
  private Orientation turn;

  @Setup
  public void makeImage() {
    byte[] pixels = new byte[3 * width * (width * 3 / 4)];
    new Random(1).nextBytes(pixels);
    image = TUint8.tensorOf(Shape.of(width * 3 / 4, width, 3));
    image.asRawTensor().data().write(pixels);
    turn = Orientation.ofExif(orientation);
  }

  @Benchmark
  public float[] resize() {
    return BilinearResize.resize(new TensorRows(image), turn, NETWORK_INPUT, NETWORK_INPUT);
  }

  @TearDown
  public void close() {
    image.close();
  }
}
