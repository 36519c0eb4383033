/** Tables: CSV files that people and programs read, and text in columns. */
@NullMarked
package org.imagebeam.table;

import org.jspecify.annotations.NullMarked;
