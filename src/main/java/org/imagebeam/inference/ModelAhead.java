package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is loaded while the pipeline is still being put together, for a runner in this
 * process. To be closed when the pipeline is done. Safe for use by many threads.
 */
public final class ModelAhead<InputT, PreparedT, OutputT> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelAhead.class);

  private final Thread loader;
  private @Nullable Loaded<InputT, PreparedT, OutputT> loaded;
  private @Nullable SharedModel<InputT, PreparedT, OutputT> shared;

  /** A model, and the nanoseconds that it took to load. */
  record Loaded<InputT, PreparedT, OutputT>(
      LoadedModel<InputT, PreparedT, OutputT> model, long nanos) {
    static <InputT, PreparedT, OutputT> Loaded<InputT, PreparedT, OutputT> by(
        Callable<? extends LoadedModel<InputT, PreparedT, OutputT>> load) throws Exception {
      long start = System.nanoTime();
      LoadedModel<InputT, PreparedT, OutputT> model =
          requireNonNull(load.call(), "handler loaded null");
      return new Loaded<>(model, System.nanoTime() - start);
    }
  }

  private ModelAhead(Callable<? extends LoadedModel<InputT, PreparedT, OutputT>> load) {
    loader = new Thread(() -> load(load), "load-model");
    // A load can't be broken off, and nobody waits for one when the process is to end.
    loader.setDaemon(true);
  }

  /**
   * Starts to load, and returns. What goes wrong is left to the first bundle: it loads the model
   * itself then, meets it again, and tells.
   */
  public static <InputT, PreparedT, OutputT> ModelAhead<InputT, PreparedT, OutputT> start(
      Callable<? extends LoadedModel<InputT, PreparedT, OutputT>> load) {
    ModelAhead<InputT, PreparedT, OutputT> ahead =
        new ModelAhead<>(requireNonNull(load, "load is null"));
    ahead.loader.start();
    return ahead;
  }

  private void load(Callable<? extends LoadedModel<InputT, PreparedT, OutputT>> load) {
    try {
      Loaded<InputT, PreparedT, OutputT> model = Loaded.by(load);
      synchronized (this) {
        loaded = model;
      }
    } catch (Exception | LinkageError | VirtualMachineError e) {
      LOG.debug("the model can't be loaded", e);
    }
  }

  /**
   * The model, which is the caller's from then on; waits for it. None if there is none any more.
   */
  Optional<Loaded<InputT, PreparedT, OutputT>> take() {
    Uninterruptibles.joinUninterruptibly(loader);
    synchronized (this) {
      Optional<Loaded<InputT, PreparedT, OutputT>> taken = Optional.ofNullable(loaded);
      loaded = null;
      return taken;
    }
  }

  /** Has what was made of the model given back when this is closed. */
  synchronized void keep(SharedModel<InputT, PreparedT, OutputT> model) {
    shared = model;
  }

  /** Waits for the load, and gives the model back; closed again, does nothing. */
  @Override
  public void close() {
    SharedModel.expectNoMore(this);
    take().ifPresent(unused -> unused.model().close());
    SharedModel<InputT, PreparedT, OutputT> kept;
    synchronized (this) {
      kept = shared;
      shared = null;
    }
    if (kept != null) {
      kept.release();
    }
  }
}
