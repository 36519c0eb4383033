/** The rewritten form of a model's network, and the cache that keeps it from run to run. */
@NullMarked
package org.imagebeam.imagemodel.network;

import org.jspecify.annotations.NullMarked;
