/**
 * Looks at this machine as imagebeam will use it: Java, the processor, the limits, the folders, and
 * whether an image can be classified.
 */
@NullMarked
package org.imagebeam.doctor;

import org.jspecify.annotations.NullMarked;
