/** Classifies folders of images with TensorFlow in Apache Beam pipelines. */
@NullMarked
package org.imagebeam;

import org.jspecify.annotations.NullMarked;
