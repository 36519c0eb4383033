/** Recognises files of other programs and formats by their first bytes. */
package org.imagebeam.foreign;
