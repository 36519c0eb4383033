/**
 * Trains a network of one layer to read digits: idx files in, checkpoints, curves and a model
 * folder out.
 *
 * <p>{@link org.imagebeam.digits.TrainPipeline} is the whole job.
 */
@NullMarked
package org.imagebeam.digits;

import org.jspecify.annotations.NullMarked;
