/**
 * What belongs to this machine: its folders, its heap, locks between its processes, and the words
 * for its file system's errors.
 */
@NullMarked
package org.imagebeam.local;

import org.jspecify.annotations.NullMarked;
