/**
 * TensorFlow's runtime: its native libraries, its sessions and their settings, and the processor
 * that they run on.
 */
@NullMarked
package org.imagebeam.session;

import org.jspecify.annotations.NullMarked;
