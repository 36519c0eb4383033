/** Holds what the command line says of models that are imported. */
@NullMarked
package org.imagebeam.cli.source;

import org.jspecify.annotations.NullMarked;
