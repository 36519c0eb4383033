/** WordNet's hypernyms of ImageNet's classes: what they are kinds of. */
@NullMarked
package org.imagebeam.wordnet;

import org.jspecify.annotations.NullMarked;
