/**
 * Networks whose weights lie in files beside the graph, and are variables there: TensorFlow copies
 * a constant of a graph about a dozen times before the first answer, and maps such a file into
 * memory.
 */
@NullMarked
package org.imagebeam.graph.mapped;

import org.jspecify.annotations.NullMarked;
