package org.imagebeam.train;

/**
 * How good the network is on some examples.
 *
 * @param loss their mean loss
 * @param accuracy how many of them are named right, of 1; as Python's float32 shows it
 */
record Measurement(float loss, float accuracy) {}
