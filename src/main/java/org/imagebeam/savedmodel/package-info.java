/**
 * TensorFlow's SavedModels, read without Python: the signature chosen, functions inlined, variables
 * turned into constants.
 */
@NullMarked
package org.imagebeam.savedmodel;

import org.jspecify.annotations.NullMarked;
