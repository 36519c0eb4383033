/** Writes files that NumPy reads. */
@NullMarked
package org.imagebeam.npy;

import org.jspecify.annotations.NullMarked;
