package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model shared by every thread of a JVM: loaded at the first {@link #acquire}, closed at the last
 * {@link #release}, whatever the number of DoFn instances. Safe for use by many threads.
 */
public final class SharedModel<InputT, PreparedT, OutputT> {
  private static final Map<String, SharedModel<?, ?, ?>> LOADED = new HashMap<>();

  private final String modelId;
  private final LoadedModel<InputT, PreparedT, OutputT> model;
  private final int preparerCount;
  private final ExecutorService preparers;
  private final ExecutorService runners;
  private final Semaphore inFlight;
  private final long loadNanos;
  private int users;
  private boolean loadReported;

  private SharedModel(ModelHandler<InputT, PreparedT, OutputT> handler, BatchOptions options)
      throws Exception {
    this.modelId = handler.modelId();
    long start = System.nanoTime();
    this.model = requireNonNull(handler.load(), "handler loaded null");
    this.loadNanos = System.nanoTime() - start;
    this.preparerCount = options.preparersHere();
    this.preparers = Executors.newFixedThreadPool(preparerCount, daemons("prepare-" + modelId));
    int batches =
        options.batchesInFlight() > 0 ? options.batchesInFlight() : model.usefulBatchesInFlight();
    this.runners = Executors.newFixedThreadPool(batches, daemons("infer-" + modelId));
    this.inFlight = new Semaphore(batches);
  }

  /**
   * The JVM's model of the handler's id, loaded if need be. The first caller's numbers hold for
   * all. Pair with {@link #release}.
   *
   * @throws Exception whatever {@link ModelHandler#load} throws; the next call tries again
   */
  static <InputT, PreparedT, OutputT> SharedModel<InputT, PreparedT, OutputT> acquire(
      ModelHandler<InputT, PreparedT, OutputT> handler, BatchOptions options) throws Exception {
    synchronized (LOADED) {
      SharedModel<InputT, PreparedT, OutputT> shared = acquireSilently(handler, options);
      if (!shared.loadReported) {
        shared.loadReported = true;
        InferenceMetrics.modelLoaded(shared.loadNanos, shared.model.byteSize());
      }
      return shared;
    }
  }

  /** The same outside of a bundle, where there are no metrics to tell of the load. */
  static <InputT, PreparedT, OutputT> SharedModel<InputT, PreparedT, OutputT> acquireSilently(
      ModelHandler<InputT, PreparedT, OutputT> handler, BatchOptions options) throws Exception {
    synchronized (LOADED) {
      // A handler's id tells its types apart, as ModelHandler demands.
      @SuppressWarnings("unchecked")
      SharedModel<InputT, PreparedT, OutputT> shared =
          (SharedModel<InputT, PreparedT, OutputT>) LOADED.get(handler.modelId());
      if (shared == null) {
        shared = new SharedModel<>(handler, options);
        LOADED.put(shared.modelId, shared);
      }
      shared.users++;
      return shared;
    }
  }

  /** Gives the model back; the last user's release closes it. */
  void release() {
    synchronized (LOADED) {
      users--;
      if (users == 0) {
        LOADED.remove(modelId);
        preparers.shutdownNow();
        runners.shutdownNow();
        // A model closed under an input that is still inside could crash in native code.
        Uninterruptibles.awaitTerminationUninterruptibly(preparers);
        Uninterruptibles.awaitTerminationUninterruptibly(runners);
        model.close();
      }
    }
  }

  LoadedModel<InputT, PreparedT, OutputT> model() {
    return model;
  }

  ExecutorService preparers() {
    return preparers;
  }

  /** A permit for each batch that may be inside the model. */
  Semaphore inFlight() {
    return inFlight;
  }

  int preparerCount() {
    return preparerCount;
  }

  /**
   * Starts a batch; waits first while as many as may be are inside the model. So no more inputs are
   * held in memory than the model can use, however many bundles there are.
   */
  Future<List<BatchRun.Attempt<OutputT>>> run(List<PreparedT> batch) throws InterruptedException {
    inFlight.acquire();
    try {
      return runners.submit(
          () -> {
            try {
              return new BatchRun<>(model, batch).call();
            } finally {
              inFlight.release();
            }
          });
    } catch (RuntimeException e) {
      inFlight.release();
      throw e;
    }
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
