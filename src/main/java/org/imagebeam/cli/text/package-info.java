/** Text on a terminal: columns, the width of characters, and the pager. */
@NullMarked
package org.imagebeam.cli.text;

import org.jspecify.annotations.NullMarked;
