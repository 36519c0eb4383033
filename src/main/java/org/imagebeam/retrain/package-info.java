/**
 * Transfer learning: a new last layer trained on cached bottlenecks, then fine-tuning, with the
 * meaning of TensorFlow's retrain.py.
 *
 * <p>{@link org.imagebeam.retrain.ImageFolder} is what there is to learn from, {@link
 * org.imagebeam.retrain.BottleneckPipeline} makes a {@link org.imagebeam.retrain.BottleneckSet} of
 * it.
 */
package org.imagebeam.retrain;
