/**
 * Where images enter a graph and where scores leave it: what it takes, and a cut behind which all
 * images have one size.
 */
@NullMarked
package org.imagebeam.graph.input;

import org.jspecify.annotations.NullMarked;
