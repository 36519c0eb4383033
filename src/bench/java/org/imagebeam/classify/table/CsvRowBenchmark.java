package org.imagebeam.classify.table;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.table.CsvRows;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A row of five predictions, to UTF-8. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CsvRowBenchmark {
  private static final int PREDICTIONS = 5;

  private final ResultsCsv table = new ResultsCsv(PREDICTIONS, "a123456789");
  private Classification row;
  private CSVPrinter printer;

  /** Hands each buffer that the printer fills to JMH. */
  private static final class BlackholeStream extends OutputStream {
    private final Blackhole blackhole;

    BlackholeStream(Blackhole blackhole) {
      this.blackhole = blackhole;
    }

    @Override
    public void write(int b) {
      blackhole.consume(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      blackhole.consume(bytes);
    }
  }

  @Setup
  public void open(Blackhole blackhole) throws IOException {
    List<Prediction> predictions =
        IntStream.range(0, PREDICTIONS)
            .mapToObj(i -> new Prediction("tabby, tabby cat", 0.7f / (i + 1), 281 + i, "n02123045"))
            .toList();
    ImageKey image = new ImageKey("/photos/2025/11/IMG_0042.jpg", 2_345_678, 1_763_900_000_000L);
    row = new Classification(image, "0123456789ab", predictions);
    printer = CsvRows.print(new BlackholeStream(blackhole), table.header());
  }

  @Benchmark
  public CSVPrinter print() throws IOException {
    printer.printRecord(table.cells(row));
    return printer;
  }

  @TearDown
  public void close() throws IOException {
    printer.close();
  }
}
