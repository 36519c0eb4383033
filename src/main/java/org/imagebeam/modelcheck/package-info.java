/** Holds imported models to what they were imported from. */
@NullMarked
package org.imagebeam.modelcheck;

import org.jspecify.annotations.NullMarked;
