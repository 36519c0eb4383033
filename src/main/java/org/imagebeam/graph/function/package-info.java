/**
 * Functions of a graph's library, and how a graph gets rid of them: TensorFlow 2 writes a network
 * as functions that call each other.
 */
@NullMarked
package org.imagebeam.graph.function;

import org.jspecify.annotations.NullMarked;
