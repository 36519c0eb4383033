package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A model of {@link SharedModels}, with the threads that prepare its inputs and run its batches.
 * Safe for use by many threads.
 */
final class SharedModel<InputT, PreparedT, OutputT> {
  private final CompletableFuture<LoadedModel<InputT, PreparedT, OutputT>> loading =
      new CompletableFuture<>();
  private volatile String modelId;
  private volatile long loadNanos;
  private volatile @Nullable Workers workers;

  /** How many use the model or wait for it; guarded by the lock of {@link SharedModels}. */
  int users;

  /** The model's threads, and a permit for each batch that may be inside it. */
  private record Workers(
      int preparerCount, ExecutorService preparers, ExecutorService runners, Semaphore inFlight) {}

  SharedModel(String modelId) {
    this.modelId = modelId;
  }

  String modelId() {
    return modelId;
  }

  void rename(String newModelId) {
    modelId = newModelId;
  }

  /** Loads the model in this thread; call once. */
  void load(Callable<? extends LoadedModel<InputT, PreparedT, OutputT>> load) {
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
  boolean awaitLoad() {
    try {
      Uninterruptibles.getUninterruptibly(loading);
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Throws what the failed load threw. */
  void throwFailure() throws Exception {
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
  synchronized void start(BatchOptions options) {
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
  void close() {
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
}
