/**
 * What ends the program's process before its command does: signals, and a heap that is too small.
 */
@NullMarked
package org.imagebeam.cli.process;

import org.jspecify.annotations.NullMarked;
