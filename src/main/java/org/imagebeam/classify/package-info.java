/**
 * The classification pipeline: image files in, rows of labels and scores out.
 *
 * <p>{@link org.imagebeam.classify.ClassifyPipeline} is the whole job; {@link
 * org.imagebeam.classify.ClassifyImages} is its heart as a transform for pipelines of your own.
 */
@NullMarked
package org.imagebeam.classify;

import org.jspecify.annotations.NullMarked;
