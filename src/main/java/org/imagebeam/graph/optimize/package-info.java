/**
 * Rewrites of a frozen graph that answers the same with less work, Winograd's filtering among them.
 */
package org.imagebeam.graph.optimize;
