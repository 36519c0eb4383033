/** Finds the images that an input names. */
@NullMarked
package org.imagebeam.classify.input;

import org.jspecify.annotations.NullMarked;
