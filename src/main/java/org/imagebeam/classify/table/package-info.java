/**
 * The tables of {@code classify}: their rows, the parts that a run commits, and the merge of these.
 */
@NullMarked
package org.imagebeam.classify.table;

import org.jspecify.annotations.NullMarked;
