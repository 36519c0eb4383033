/**
 * Holds what the trainings share: optimizers, variables, batches, seeds, sessions, and what tells
 * how good a network is.
 *
 * <p>{@link org.imagebeam.learn.LearnedVariables} and {@link org.imagebeam.learn.Optimizer} build a
 * step that learns; {@link org.imagebeam.learn.BatchSampler} says what it learns from, and {@link
 * org.imagebeam.learn.BestStep} which step was the best.
 */
@NullMarked
package org.imagebeam.learn;

import org.jspecify.annotations.NullMarked;
