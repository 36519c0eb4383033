package org.imagebeam.inference;

import com.google.common.util.concurrent.Uninterruptibles;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is loaded while the pipeline is still being put together, for a runner in this
 * process. Made by {@link CommittedInference#loadAhead}; to be closed when the pipeline is done.
 */
public final class ModelAhead implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelAhead.class);

  private final Thread loader;
  private volatile @Nullable SharedModel<?, ?, ?> loaded;

  private ModelAhead(ModelHandler<?, ?, ?> handler, BatchOptions options) {
    loader = new Thread(() -> load(handler, options), "load-model");
    // A load can't be broken off, and nobody waits for one when the process is to end.
    loader.setDaemon(true);
  }

  /** Starts to load, and returns. */
  static ModelAhead start(ModelHandler<?, ?, ?> handler, BatchOptions options) {
    ModelAhead ahead = new ModelAhead(handler, options);
    ahead.loader.start();
    return ahead;
  }

  private void load(ModelHandler<?, ?, ?> handler, BatchOptions options) {
    try {
      loaded = SharedModel.acquireSilently(handler, options);
    } catch (Exception | LinkageError e) {
      // The first bundle meets it again, and tells.
      LOG.debug("the model can't be loaded", e);
    }
  }

  /** Waits for the load, be it a success or not. */
  void await() {
    Uninterruptibles.joinUninterruptibly(loader);
  }

  /** Waits for the load, and gives the model back; closed again, does nothing. */
  @Override
  public void close() {
    await();
    SharedModel<?, ?, ?> model = loaded;
    if (model != null) {
      loaded = null;
      model.release();
    }
  }
}
