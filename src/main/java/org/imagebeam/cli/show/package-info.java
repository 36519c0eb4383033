/** What {@code show} prints of tables: which rows, and how. */
@NullMarked
package org.imagebeam.cli.show;

import org.jspecify.annotations.NullMarked;
