/**
 * Batched inference inside Beam workers: one shared model per JVM, failures as values, metrics.
 *
 * <p>Pure Beam: nothing here knows TensorFlow or images. {@link
 * org.imagebeam.inference.RunInference} is the transform, {@link
 * org.imagebeam.inference.ModelHandler} what a kind of model implements.
 */
@NullMarked
package org.imagebeam.inference;

import org.jspecify.annotations.NullMarked;
