/** From variables to constants and back, and what a network needs to be trained. */
@NullMarked
package org.imagebeam.graph.variables;

import org.jspecify.annotations.NullMarked;
