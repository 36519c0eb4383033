/** Writes what the command says as JSON, an object a line, for programs that collect logs. */
@NullMarked
package org.imagebeam.cli.log;

import org.jspecify.annotations.NullMarked;
