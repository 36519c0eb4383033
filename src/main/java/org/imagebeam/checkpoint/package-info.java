/**
 * Variables kept in files, with the meaning of TensorFlow 1's {@code tf.train.Saver}.
 *
 * <p>{@link org.imagebeam.checkpoint.Saver} adds to a graph the nodes that save and restore, and
 * keeps the last few checkpoints in a directory, local or {@code gs://}; {@link
 * org.imagebeam.checkpoint.folder.CheckpointState} is the text file beside them, {@link
 * org.imagebeam.checkpoint.folder.Checkpoints} finds the newest. {@link
 * org.imagebeam.checkpoint.MetaGraph} brings a graph back without the code that made it. {@link
 * org.imagebeam.checkpoint.folder.CheckpointReader} reads the files without a session. What is
 * written, TensorFlow for Python reads, and the other way around. Nothing about Beam.
 */
@NullMarked
package org.imagebeam.checkpoint;

import org.jspecify.annotations.NullMarked;
