/** Layers with constant weights in a frozen graph, and what is done to their channels at once. */
@NullMarked
package org.imagebeam.graph.optimize.layer;

import org.jspecify.annotations.NullMarked;
