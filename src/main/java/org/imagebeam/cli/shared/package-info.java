/** What several commands have in common: options, a parameter, and where they print. */
@NullMarked
package org.imagebeam.cli.shared;

import org.jspecify.annotations.NullMarked;
