/**
 * TensorFlow's runtime: its native libraries, its sessions and their settings, and the processor
 * that they run on.
 */
package org.imagebeam.session;
