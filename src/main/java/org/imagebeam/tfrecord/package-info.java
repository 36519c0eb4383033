/**
 * Files of records as TensorFlow writes them, and the event files of TensorBoard, which are such
 * files. Needs no TensorFlow.
 */
@NullMarked
package org.imagebeam.tfrecord;

import org.jspecify.annotations.NullMarked;
