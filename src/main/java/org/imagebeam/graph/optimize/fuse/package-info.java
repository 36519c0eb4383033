/** Joins several nodes of a frozen graph to the one op that TensorFlow has for all of them. */
@NullMarked
package org.imagebeam.graph.optimize.fuse;

import org.jspecify.annotations.NullMarked;
