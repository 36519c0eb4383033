/** The files of a checkpoint, in the formats V2 (TensorBundle) and V1. Needs no TensorFlow. */
package org.imagebeam.checkpoint.bundle;
