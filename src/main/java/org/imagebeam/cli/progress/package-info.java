/** Shows how far a download or a job has come: a bar on a terminal, lines elsewhere. */
@NullMarked
package org.imagebeam.cli.progress;

import org.jspecify.annotations.NullMarked;
