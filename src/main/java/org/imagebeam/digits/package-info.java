/**
 * Trains a network to read digits, as TensorFlow 1's MNIST tutorial does: idx files in,
 * checkpoints, curves and a model folder out.
 *
 * <p>{@link org.imagebeam.digits.TrainPipeline} is the whole job.
 */
@NullMarked
package org.imagebeam.digits;

import org.jspecify.annotations.NullMarked;
