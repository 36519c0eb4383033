/** What is made of a network's values for an image: the best labels, an embedding. */
@NullMarked
package org.imagebeam.classify.answer;

import org.jspecify.annotations.NullMarked;
