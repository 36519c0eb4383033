/**
 * TensorFlow's SavedModels, read without Python: the signature chosen, functions inlined, variables
 * turned into constants.
 */
package org.imagebeam.savedmodel;
