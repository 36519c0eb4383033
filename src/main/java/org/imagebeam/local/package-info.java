/**
 * What belongs to this machine: its folders, its heap, locks between its processes, and the words
 * for its file system's errors.
 */
package org.imagebeam.local;
