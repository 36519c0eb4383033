package org.imagebeam.cli.process;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintWriter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.imagebeam.local.DaemonThreads;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HeapNeed;

/**
 * Ends a process whose heap is too small: one that has spent most of several seconds on garbage
 * collection, and has next to nothing free after it, would go on for hours without a word.
 */
public final class HeapWatch implements Runnable {
  private static final long PERIOD_MILLIS = 1000;

  /** So many periods in a row, of which most of the time went into collections. */
  private static final int PATIENCE = 5;

  private static final double MOST_OF_THE_TIME = 0.7;
  private static final double MUCH_OF_THE_TIME = 0.25;
  private static final double FULL = 0.8;
  private static final long END_SECONDS = 10;
  private static final int RESERVE_BYTES = 1 << 19;
  private static final long MIB = 1 << 20;

  private final PrintWriter err;
  private final IntConsumer end;

  /** Room for the message; let go when it is needed. */
  private final AtomicReference<byte[]> reserve = new AtomicReference<>(new byte[RESERVE_BYTES]);

  private int periods;

  private HeapWatch(PrintWriter err, IntConsumer end) {
    this.err = err;
    this.end = end;
  }

  /** Makes one that isn't at work yet. */
  static HeapWatch of(PrintWriter err) {
    return new HeapWatch(err, HeapWatch::end);
  }

  /**
   * Watches this process from now on.
   *
   * @param err where the message goes
   */
  public static void start(PrintWriter err) {
    DaemonThreads.start("heap-watch", of(err));
  }

  @Override
  public void run() {
    long time = System.nanoTime();
    // Next to nothing so far. To ask would load Java's management, which most commands end before.
    long collecting = 0;
    double processor = 0;
    while (true) {
      try {
        Thread.sleep(PERIOD_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      long now = System.nanoTime();
      long collected = collectionMillis();
      double processed = processorMillis();
      Period period = new Period((now - time) / 1e6, collected - collecting, processed - processor);
      if (isStuck(period, used(), Runtime.getRuntime().maxMemory())) {
        report();
        return;
      }
      time = now;
      collecting = collected;
      processor = processed;
    }
  }

  /**
   * A while of which something went into collections.
   *
   * @param millis of it
   * @param collecting milliseconds in which the program stood still for that
   * @param processor milliseconds that all processors together gave to this process, or NaN if
   *     unknown
   */
  record Period(double millis, double collecting, double processor) {
    /**
     * Whether little else was done. On a busy machine a process waits for a processor between
     * collections, too, which is no work.
     */
    boolean isOfCollections() {
      double worked =
          Double.isNaN(processor) ? millis : Math.min(millis, Math.max(collecting, processor));
      return collecting > MOST_OF_THE_TIME * worked && collecting > MUCH_OF_THE_TIME * millis;
    }
  }

  /** Whether this period is the last of several that went into collecting a full heap. */
  boolean isStuck(Period period, long used, long most) {
    periods = period.isOfCollections() && used > FULL * most ? periods + 1 : 0;
    return periods >= PATIENCE;
  }

  private void report() {
    reserve.set(null);
    long most = HeapNeed.maxBytes() / MIB;
    err.println(
        "imagebeam: the heap of "
            + most
            + " MiB is too small, Java does little but collect garbage: allow it more, such as"
            + " -Xmx"
            + 2 * most
            + "m (with scripts/imagebeam in IMAGEBEAM_JAVA_OPTS); the same command goes on from"
            + " what was committed");
    err.flush();
    end.accept(ExitCode.ENVIRONMENT.code());
  }

  /** What waits for the end may need heap, too. */
  private static void end(int code) {
    StopNotice.endsByItself();
    Thread last =
        new Thread(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(END_SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(code);
            },
            "heap-watch-end");
    last.setDaemon(true);
    last.start();
    System.exit(code);
  }

  private static long collectionMillis() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return millis;
  }

  private static double processorMillis() {
    long nanos =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getProcessCpuTime()
            : -1;
    return nanos < 0 ? Double.NaN : nanos / 1e6;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
