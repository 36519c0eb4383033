/**
 * Bytes to pixels to a network's answer: formats, limits, EXIF orientation, resizing, and the model
 * that pictures are run through.
 *
 * <p>{@link org.imagebeam.image.ImageDecoder} turns a file's bytes into what a network takes;
 * {@link org.imagebeam.image.ImageModelHandler} is the handler that brings files through a network
 * in {@link org.imagebeam.inference.RunInference}; {@link org.imagebeam.image.Thumbnail} makes
 * pictures small for people.
 */
package org.imagebeam.image;
