/**
 * Finds where images enter a graph and where its scores and bottlenecks leave it, by ops and
 * shapes.
 */
package org.imagebeam.graph.ends;
