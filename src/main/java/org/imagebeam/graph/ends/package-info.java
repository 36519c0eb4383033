/**
 * Finds where images enter a graph, how it resizes them, and where its scores and bottlenecks leave
 * it, by ops and shapes.
 */
@NullMarked
package org.imagebeam.graph.ends;

import org.jspecify.annotations.NullMarked;
