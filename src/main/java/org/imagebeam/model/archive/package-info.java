/** Unpacks the archives of models, within limits. */
@NullMarked
package org.imagebeam.model.archive;

import org.jspecify.annotations.NullMarked;
