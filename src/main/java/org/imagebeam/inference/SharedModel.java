package org.imagebeam.inference;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final Map<String, ModelAhead<?, ?, ?>> EXPECTED = new HashMap<>();

  private final String modelId;
  private final LoadedModel<InputT, PreparedT, OutputT> model;
  private final int preparerCount;
  private final ExecutorService preparers;
  private final ExecutorService runners;
  private final Semaphore inFlight;
  private final long loadNanos;
  private int users;

  private SharedModel(
      String modelId, ModelAhead.Loaded<InputT, PreparedT, OutputT> loaded, BatchOptions options) {
    this.modelId = modelId;
    this.model = loaded.model();
    this.loadNanos = loaded.nanos();
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
      // A handler's id tells its types apart, as ModelHandler demands.
      @SuppressWarnings("unchecked")
      SharedModel<InputT, PreparedT, OutputT> shared =
          (SharedModel<InputT, PreparedT, OutputT>) LOADED.get(handler.modelId());
      if (shared == null) {
        shared = load(handler, options);
        LOADED.put(shared.modelId, shared);
        InferenceMetrics.modelLoaded(shared.loadNanos, shared.model.byteSize());
      }
      shared.users++;
      return shared;
    }
  }

  private static <InputT, PreparedT, OutputT> SharedModel<InputT, PreparedT, OutputT> load(
      ModelHandler<InputT, PreparedT, OutputT> handler, BatchOptions options) throws Exception {
    String id = handler.modelId();
    @SuppressWarnings("unchecked")
    ModelAhead<InputT, PreparedT, OutputT> ahead =
        (ModelAhead<InputT, PreparedT, OutputT>) EXPECTED.remove(id);
    Optional<ModelAhead.Loaded<InputT, PreparedT, OutputT>> expected =
        ahead == null ? Optional.empty() : ahead.take();
    if (expected.isEmpty()) {
      return new SharedModel<>(id, ModelAhead.Loaded.by(handler::load), options);
    }
    SharedModel<InputT, PreparedT, OutputT> shared = new SharedModel<>(id, expected.get(), options);
    shared.users++;
    ahead.keep(shared);
    return shared;
  }

  /** Has the next load of that id take the model which is loaded ahead. */
  static void expect(String modelId, ModelAhead<?, ?, ?> ahead) {
    synchronized (LOADED) {
      EXPECTED.put(modelId, ahead);
    }
  }

  /** Has nobody take the model which is loaded ahead any more. */
  static void expectNoMore(ModelAhead<?, ?, ?> ahead) {
    synchronized (LOADED) {
      EXPECTED.values().remove(ahead);
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
