/** Makes model folders of what TensorFlow users have: SavedModels, frozen graphs, checkpoints. */
package org.imagebeam.modelimport;
