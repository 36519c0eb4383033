/**
 * Networks over images: from an image file to the vector that a network answers with, and the trial
 * of a network at loading.
 */
@NullMarked
package org.imagebeam.imagemodel;

import org.jspecify.annotations.NullMarked;
