/**
 * The training pipeline: pictures of digits in, checkpoints, curves and a model folder out.
 *
 * <p>{@link org.imagebeam.train.TrainPipeline} is the whole job.
 */
package org.imagebeam.train;
