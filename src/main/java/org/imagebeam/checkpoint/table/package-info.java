/** Sorted tables in LevelDB's format, in which TensorFlow keeps the index of a checkpoint. */
@NullMarked
package org.imagebeam.checkpoint.table;

import org.jspecify.annotations.NullMarked;
