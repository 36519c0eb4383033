/**
 * Batched inference inside Beam workers: one shared model per JVM, failures as values, metrics.
 *
 * <p>Nothing here knows about images. {@link org.imagebeam.inference.RunInference} is the
 * transform, {@link org.imagebeam.inference.ModelHandler} what a kind of model implements, and
 * {@link org.imagebeam.inference.GraphSession} a frozen TensorFlow graph ready to run.
 */
package org.imagebeam.inference;
