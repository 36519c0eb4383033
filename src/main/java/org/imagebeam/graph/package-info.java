/**
 * Graph surgery: pure functions from {@code GraphDef} to {@code GraphDef}, and what a graph is made
 * of.
 *
 * <p>Nothing here opens a session or reads a file, and no argument is changed in place.
 */
@NullMarked
package org.imagebeam.graph;

import org.jspecify.annotations.NullMarked;
