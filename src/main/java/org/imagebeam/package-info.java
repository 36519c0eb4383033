/** Classifies folders of images with TensorFlow in Apache Beam pipelines. */
package org.imagebeam;
