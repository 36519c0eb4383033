/**
 * Rewrites of a frozen graph that answers the same with less work, Winograd's filtering among them.
 */
@NullMarked
package org.imagebeam.graph.optimize;

import org.jspecify.annotations.NullMarked;
