/**
 * What an image file says of itself, without decoding its pixels: format, size, orientation,
 * structure.
 */
package org.imagebeam.image.format;
