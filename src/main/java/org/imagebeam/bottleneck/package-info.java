/**
 * Holds what retraining learns from: a folder of labelled images, their split into sides, and a
 * cache of their bottlenecks.
 *
 * <p>{@link org.imagebeam.bottleneck.BottleneckPipeline} makes a {@link
 * org.imagebeam.bottleneck.BottleneckSet} of an {@link org.imagebeam.bottleneck.LabelledFolder}.
 */
@NullMarked
package org.imagebeam.bottleneck;

import org.jspecify.annotations.NullMarked;
