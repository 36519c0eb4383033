/** The files of a checkpoint, in the formats V2 (TensorBundle) and V1. Needs no TensorFlow. */
@NullMarked
package org.imagebeam.checkpoint.bundle;

import org.jspecify.annotations.NullMarked;
