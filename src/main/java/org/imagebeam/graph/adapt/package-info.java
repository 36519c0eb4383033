/** What a graph lacks to be fed images and to give scores, added to it. */
@NullMarked
package org.imagebeam.graph.adapt;

import org.jspecify.annotations.NullMarked;
