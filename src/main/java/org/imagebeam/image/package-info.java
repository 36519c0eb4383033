/**
 * From an image file's bytes to pixels: decoding, EXIF orientation, resizing, distortions.
 *
 * <p>{@link org.imagebeam.image.ImageDecoder} turns a file's bytes into what a network takes;
 * {@link org.imagebeam.image.Thumbnail} makes images small for people. Nothing here knows a model.
 */
@NullMarked
package org.imagebeam.image;

import org.jspecify.annotations.NullMarked;
