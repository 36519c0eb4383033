/**
 * Arithmetic of resizing and cropping: which pixels of an image make each pixel that a network
 * takes, and with which weights. Knows neither files nor pixels' values.
 */
@NullMarked
package org.imagebeam.image.resize;

import org.jspecify.annotations.NullMarked;
