/** Recognises files of other programs and formats by their first bytes. */
@NullMarked
package org.imagebeam.foreign;

import org.jspecify.annotations.NullMarked;
