/**
 * Checkpoints in a folder: finding, reading, writing aside and publishing them, and the file {@code
 * checkpoint} that names the newest.
 */
@NullMarked
package org.imagebeam.checkpoint.folder;

import org.jspecify.annotations.NullMarked;
