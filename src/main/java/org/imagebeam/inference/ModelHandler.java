package org.imagebeam.inference;

import java.io.Serializable;

/**
 * How a kind of model is loaded. Travels to the workers; the model itself does not.
 *
 * @param <InputT> what a pipeline holds: small and encodable, such as a path
 * @param <PreparedT> what the model takes, made of one input on the worker and never encoded
 * @param <OutputT> what the model answers for one input
 */
public interface ModelHandler<InputT, PreparedT, OutputT> extends Serializable {
  /**
   * Names the model. Handlers of the same id share one loaded model in a JVM, so the id must tell
   * apart all that changes an answer, and the types as well.
   */
  String modelId();

  /**
   * Loads the model. Called once per JVM and id, at first use and again after a {@link
   * LoadedModel#close}.
   *
   * @throws Exception if the model can't be loaded or used; fails the pipeline
   */
  LoadedModel<InputT, PreparedT, OutputT> load() throws Exception;
}
