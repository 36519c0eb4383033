/**
 * The tables of {@code classify}: their rows, the parts that a run commits, and the merge of these.
 */
package org.imagebeam.classify.table;
