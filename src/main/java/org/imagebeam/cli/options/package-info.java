/** Makes options of the command line of those of a pipeline, and the other way round. */
@NullMarked
package org.imagebeam.cli.options;

import org.jspecify.annotations.NullMarked;
