/**
 * Makes model folders whose networks compute in int8: runs a network over images, sees which values
 * its layers take, and rounds it by that.
 */
@NullMarked
package org.imagebeam.quantize;

import org.jspecify.annotations.NullMarked;
