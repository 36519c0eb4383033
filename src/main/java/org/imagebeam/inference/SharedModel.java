package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private final ExecutorService preparers;
  private final Semaphore inFlight;
  private final long loadNanos;
  private int users;
  private boolean loadReported;

  private SharedModel(
      ModelHandler<InputT, PreparedT, OutputT> handler, int preparerCount, int batchesInFlight)
      throws Exception {
    this.modelId = handler.modelId();
    long start = System.nanoTime();
    this.model = requireNonNull(handler.load(), "handler loaded null");
    this.loadNanos = System.nanoTime() - start;
    this.preparers = Executors.newFixedThreadPool(preparerCount, daemons("prepare-" + modelId));
    this.inFlight = new Semaphore(batchesInFlight);
  }

  /**
   * The JVM's model of the handler's id, loaded if need be. The first caller's numbers hold for
   * all. Pair with {@link #release}.
   *
   * @throws Exception whatever {@link ModelHandler#load} throws; the next call tries again
   */
  static <InputT, PreparedT, OutputT> SharedModel<InputT, PreparedT, OutputT> acquire(
      ModelHandler<InputT, PreparedT, OutputT> handler, int preparerCount, int batchesInFlight)
      throws Exception {
    synchronized (LOADED) {
      // A handler's id tells its types apart, as ModelHandler demands.
      @SuppressWarnings("unchecked")
      SharedModel<InputT, PreparedT, OutputT> shared =
          (SharedModel<InputT, PreparedT, OutputT>) LOADED.get(handler.modelId());
      if (shared == null) {
        shared = new SharedModel<>(handler, preparerCount, batchesInFlight);
        LOADED.put(shared.modelId, shared);
      }
      shared.users++;
      if (!shared.loadReported) {
        shared.loadReported = true;
        InferenceMetrics.modelLoaded(shared.loadNanos, shared.model.byteSize());
      }
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
        // A model closed under an input that is still being prepared could crash in native code.
        Uninterruptibles.awaitTerminationUninterruptibly(preparers);
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

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
