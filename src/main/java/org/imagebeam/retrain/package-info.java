/**
 * Transfer learning: a new last layer trained on cached bottlenecks, then fine-tuning, with the
 * meaning of TensorFlow's retrain.py.
 */
package org.imagebeam.retrain;
