/** What a graph does besides computing. See SECURITY.md. */
@NullMarked
package org.imagebeam.graph.safety;

import org.jspecify.annotations.NullMarked;
