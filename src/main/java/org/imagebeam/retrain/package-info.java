/**
 * Retrains a network for classes of one's own: runs the whole job, from the bottlenecks to a model
 * folder, and reports how good the model is. It has the meaning of TensorFlow's retrain.py.
 *
 * <p>{@link org.imagebeam.retrain.RetrainPipeline} is the whole job.
 */
@NullMarked
package org.imagebeam.retrain;

import org.jspecify.annotations.NullMarked;
