/**
 * Whether a graph answers each image of a batch by itself, and how one that takes a single image is
 * given a batch dimension.
 */
@NullMarked
package org.imagebeam.graph.batch;

import org.jspecify.annotations.NullMarked;
