/** Counts what a job has done, for those who watch it: phase by phase, within this JVM. */
@NullMarked
package org.imagebeam.progress;

import org.jspecify.annotations.NullMarked;
