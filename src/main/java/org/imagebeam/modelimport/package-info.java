/** Makes model folders of what TensorFlow users have: SavedModels, frozen graphs, checkpoints. */
@NullMarked
package org.imagebeam.modelimport;

import org.jspecify.annotations.NullMarked;
