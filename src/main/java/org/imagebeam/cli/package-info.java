/** The command line: commands, their options, exit codes, and what a person is told. */
package org.imagebeam.cli;
