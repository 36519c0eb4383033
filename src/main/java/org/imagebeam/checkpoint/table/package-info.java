/** Sorted tables in LevelDB's format, in which TensorFlow keeps the index of a checkpoint. */
package org.imagebeam.checkpoint.table;
