/** Shows how far a download has come: a bar on a terminal, lines elsewhere. */
package org.imagebeam.cli.progress;
