/** What a network consists of: its layers, parameters and multiply-adds. */
@NullMarked
package org.imagebeam.graph.summary;

import org.jspecify.annotations.NullMarked;
