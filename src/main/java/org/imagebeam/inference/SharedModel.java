package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A model of this JVM, which has one for each id, with the threads that prepare its inputs and run
 * its batches. It is loaded when the first user asks for it, shared by all threads, and closed when
 * the last user gives it back. Safe for use by many threads.
 */
public final class SharedModel<InputT, PreparedT, OutputT> {
  // Held while a model is closed, so that none of its id is loaded while it is still in memory.
  private static final Object LOCK = new Object();
  private static final Map<String, SharedModel<?, ?, ?>> MODELS = new HashMap<>();

  private final CompletableFuture<LoadedModel<InputT, PreparedT, OutputT>> loading =
      new CompletableFuture<>();
  private volatile String modelId;
  private volatile long loadNanos;
  private volatile @Nullable Workers workers;

  /** How many use the model or wait for it; guarded by {@link #LOCK}. */
  private int users;

  /** The model's threads, and a permit for each batch that may be inside it. */
  private record Workers(
      int preparerCount, ExecutorService preparers, ExecutorService runners, Semaphore inFlight) {}

  private SharedModel(String modelId) {
    this.modelId = modelId;
  }

  /**
   * Returns the model of the handler's id, and loads it first if need be. The batch options of the
   * first caller hold for all. Pair with {@link #release}.
   *
   * @throws Exception whatever {@link ModelHandler#load} throws; the next call tries again
   */
  static <InputT, PreparedT, OutputT> SharedModel<InputT, PreparedT, OutputT> acquire(
      ModelHandler<InputT, PreparedT, OutputT> handler, BatchOptions options) throws Exception {
    while (true) {
      SharedModel<InputT, PreparedT, OutputT> shared = new SharedModel<>(handler.modelId());
      SharedModel<InputT, PreparedT, OutputT> known = addUser(shared);
      if (known == shared) {
        shared.load(handler::load);
      }
      if (known.awaitLoad()) {
        known.start(options);
        return known;
      }
      synchronized (LOCK) {
        MODELS.remove(shared.modelId, known);
      }
      if (known == shared) {
        shared.throwFailure();
      }
      // Another caller's load failed, who has told. This one meets the fault in a load of its own.
    }
  }

  /** Adds a user to the model of the same id, which is {@code shared} itself if there is none. */
  private static <InputT, PreparedT, OutputT> SharedModel<InputT, PreparedT, OutputT> addUser(
      SharedModel<InputT, PreparedT, OutputT> shared) {
    synchronized (LOCK) {
      // A handler's id tells its types apart, as ModelHandler demands.
      @SuppressWarnings("unchecked")
      SharedModel<InputT, PreparedT, OutputT> known =
          (SharedModel<InputT, PreparedT, OutputT>)
              MODELS.computeIfAbsent(shared.modelId, id -> shared);
      known.users++;
      return known;
    }
  }

  /** Gives the model back; the last user's release closes it. */
  void release() {
    synchronized (LOCK) {
      users--;
      if (users == 0) {
        MODELS.remove(modelId, this);
        close();
      }
    }
  }

  /**
   * Starts to load a model in a thread of its own, and returns. If the load fails, the first bundle
   * that needs the model loads it again, and reports the fault.
   *
   * @param load loads the model, as the handler would
   */
  public static <InputT, PreparedT, OutputT> Preload<InputT, PreparedT, OutputT> preload(
      Callable<? extends LoadedModel<InputT, PreparedT, OutputT>> load) {
    return new Preload<>(requireNonNull(load, "load is null"));
  }

  /** Loads the model in this thread; call once. */
  private void load(Callable<? extends LoadedModel<InputT, PreparedT, OutputT>> load) {
    try {
      long start = System.nanoTime();
      LoadedModel<InputT, PreparedT, OutputT> model =
          requireNonNull(load.call(), "handler loaded null");
      loadNanos = System.nanoTime() - start;
      loading.complete(model);
    } catch (Exception | LinkageError | VirtualMachineError e) {
      loading.completeExceptionally(e);
    }
  }

  /** Waits until the model is loaded; returns false if the load failed. */
  private boolean awaitLoad() {
    try {
      Uninterruptibles.getUninterruptibly(loading);
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Throws what the failed load threw. */
  private void throwFailure() throws Exception {
    try {
      Uninterruptibles.getUninterruptibly(loading);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }

  /** Starts the threads of the loaded model, and counts the load; later calls do nothing. */
  private synchronized void start(BatchOptions options) {
    if (workers == null) {
      int preparers = options.preparersHere();
      int batches =
          options.batchesInFlight() > 0
              ? options.batchesInFlight()
              : model().usefulBatchesInFlight();
      workers =
          new Workers(
              preparers,
              pool("prepare-", preparers),
              pool("infer-", batches),
              new Semaphore(batches));
      InferenceMetrics.modelLoaded(loadNanos, model().byteSize());
    }
  }

  private ExecutorService pool(String prefix, int threads) {
    // The id may hold a %, which the format of names would take for its own.
    String name = (prefix + modelId).replace("%", "%%");
    return Executors.newFixedThreadPool(
        threads, new ThreadFactoryBuilder().setDaemon(true).setNameFormat(name + "-%d").build());
  }

  /** Ends the threads, then frees the model if it was loaded. */
  private void close() {
    Workers running = workers;
    if (running != null) {
      running.preparers().shutdownNow();
      running.runners().shutdownNow();
      // A model closed under an input that is still inside could crash in native code.
      Uninterruptibles.awaitTerminationUninterruptibly(running.preparers());
      Uninterruptibles.awaitTerminationUninterruptibly(running.runners());
    }
    if (awaitLoad()) {
      model().close();
    }
  }

  LoadedModel<InputT, PreparedT, OutputT> model() {
    return loading.join();
  }

  private Workers workers() {
    return requireNonNull(workers, "the model's threads are not started");
  }

  ExecutorService preparers() {
    return workers().preparers();
  }

  /** A permit for each batch that may be inside the model. */
  Semaphore inFlight() {
    return workers().inFlight();
  }

  int preparerCount() {
    return workers().preparerCount();
  }

  /**
   * Starts to run a batch; waits first while as many as may be are inside the model. So no more
   * inputs are held in memory than the model can use, however many bundles there are.
   */
  <T> Future<T> run(Callable<T> batch) throws InterruptedException {
    Workers running = workers();
    running.inFlight().acquire();
    try {
      return running
          .runners()
          .submit(
              () -> {
                try {
                  return batch.call();
                } finally {
                  running.inFlight().release();
                }
              });
    } catch (RuntimeException e) {
      running.inFlight().release();
      throw e;
    }
  }

  /**
   * A model that is loaded before its pipeline runs, for a runner in this process. Holds one use of
   * the model until it is closed, which is to be done after the pipeline's end. Safe for use by
   * many threads.
   */
  public static final class Preload<InputT, PreparedT, OutputT> implements AutoCloseable {
    private final SharedModel<InputT, PreparedT, OutputT> shared = new SharedModel<>("");
    private boolean closed;

    private Preload(Callable<? extends LoadedModel<InputT, PreparedT, OutputT>> load) {
      shared.users = 1;
      Thread loader = new Thread(() -> shared.load(load), "load-model");
      // A load can't be interrupted, and must not keep the process from its end.
      loader.setDaemon(true);
      loader.start();
    }

    /**
     * Offers the model to the bundles whose handler has this id; they wait until it is loaded. Does
     * nothing if the JVM has a model of this id already.
     */
    public void shareAs(String modelId) {
      synchronized (LOCK) {
        if (!closed && MODELS.putIfAbsent(modelId, shared) == null) {
          shared.modelId = modelId;
        }
      }
    }

    /** Waits for the load and gives the model back. Does nothing the second time. */
    @Override
    public void close() {
      shared.awaitLoad();
      synchronized (LOCK) {
        if (!closed) {
          closed = true;
          shared.release();
        }
      }
    }
  }
}
