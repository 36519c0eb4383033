package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Keeps the models of this JVM, one for each id. A model is loaded when the first user asks for it,
 * shared by all threads, and closed when the last user gives it back. Safe for use by many threads.
 */
public final class SharedModels {
  // Held while a model is closed, so that none of its id is loaded while it is still in memory.
  private static final Object LOCK = new Object();
  private static final Map<String, SharedModel<?, ?, ?>> MODELS = new HashMap<>();

  private SharedModels() {}

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
        MODELS.remove(shared.modelId(), known);
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
              MODELS.computeIfAbsent(shared.modelId(), id -> shared);
      known.users++;
      return known;
    }
  }

  /** Gives a model back; the last user's release closes it. */
  static void release(SharedModel<?, ?, ?> shared) {
    synchronized (LOCK) {
      shared.users--;
      if (shared.users == 0) {
        MODELS.remove(shared.modelId(), shared);
        shared.close();
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
          shared.rename(modelId);
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
          release(shared);
        }
      }
    }
  }
}
