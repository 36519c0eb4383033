/** Tables: CSV and JSON Lines files that people and programs read. */
@NullMarked
package org.imagebeam.table;

import org.jspecify.annotations.NullMarked;
