/**
 * Trains the layers below the new last one, and that one with them, on images.
 *
 * <p>{@link org.imagebeam.finetune.FineTuner} is the training, {@link
 * org.imagebeam.finetune.TunedWeights} what comes out.
 */
@NullMarked
package org.imagebeam.finetune;

import org.jspecify.annotations.NullMarked;
