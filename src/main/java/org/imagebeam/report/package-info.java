/**
 * Pages for people: HTML that needs nothing but itself, with the curves of a training, the matrix
 * of what was taken for what, and images.
 */
@NullMarked
package org.imagebeam.report;

import org.jspecify.annotations.NullMarked;
