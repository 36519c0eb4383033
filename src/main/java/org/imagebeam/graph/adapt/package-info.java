/** What a graph lacks to be fed images and to give scores, added to it. */
package org.imagebeam.graph.adapt;
