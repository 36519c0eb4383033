/** Reads what the tables of earlier runs say, and what a row depends on. */
@NullMarked
package org.imagebeam.classify.ledger;

import org.jspecify.annotations.NullMarked;
