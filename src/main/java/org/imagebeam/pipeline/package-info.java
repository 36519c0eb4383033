/**
 * What all pipelines share: how options are checked and shown, how a run ends or fails, the check
 * of a worker's JVM, and the version.
 */
@NullMarked
package org.imagebeam.pipeline;

import org.jspecify.annotations.NullMarked;
