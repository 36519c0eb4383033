/**
 * Networks over images: from an image file to the vector that a network answers with, and the trial
 * of a network at loading.
 */
package org.imagebeam.imagemodel;
