/** What the commands print of models and checkpoints. */
@NullMarked
package org.imagebeam.cli.report;

import org.jspecify.annotations.NullMarked;
