/**
 * The page on which people look at what {@code classify} found: each image beside its labels, to be
 * filtered and sorted. It is made of tables that are there, and needs no network.
 */
@NullMarked
package org.imagebeam.classify.report;

import org.jspecify.annotations.NullMarked;
