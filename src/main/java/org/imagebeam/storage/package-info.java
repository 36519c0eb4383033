/**
 * Files, local and in Google Cloud Storage: listing, reading, and writing whole or not at all.
 *
 * <p>No other package knows that {@code gs://} exists. {@link org.imagebeam.storage.Storage} has
 * the small operations, {@link org.imagebeam.storage.FileListing} turns what a user wrote into
 * files, {@link org.imagebeam.storage.AtomicFile} writes one. {@link
 * org.imagebeam.storage.GcsFileSystem} gives {@code gs://} to Beam's own transforms.
 */
@NullMarked
package org.imagebeam.storage;

import org.jspecify.annotations.NullMarked;
