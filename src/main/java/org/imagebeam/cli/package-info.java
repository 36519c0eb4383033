/** The command line: commands, their options, exit codes, and what a person is told. */
@NullMarked
package org.imagebeam.cli;

import org.jspecify.annotations.NullMarked;
