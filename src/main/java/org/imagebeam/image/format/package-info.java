/**
 * What an image file says of itself, without decoding its pixels: format, size, orientation,
 * structure.
 */
@NullMarked
package org.imagebeam.image.format;

import org.jspecify.annotations.NullMarked;
