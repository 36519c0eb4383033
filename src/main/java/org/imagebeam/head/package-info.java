/**
 * Trains a network's new last layer on bottlenecks, with the meaning of TensorFlow's retrain.py.
 *
 * <p>{@link org.imagebeam.head.HeadTrainer} is the training, {@link org.imagebeam.head.HeadWeights}
 * what comes out.
 */
@NullMarked
package org.imagebeam.head;

import org.jspecify.annotations.NullMarked;
