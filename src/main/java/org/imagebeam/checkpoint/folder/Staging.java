package org.imagebeam.checkpoint.folder;

import java.io.Closeable;
import java.io.IOException;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;

/**
 * Where a checkpoint is written before it takes its place. The files in {@link #folder} have the
 * checkpoint's own names, so together they are a checkpoint themselves.
 */
interface Staging extends Closeable {
  /** The folder, on this machine's disk. */
  String folder();

  /**
   * Makes the files a checkpoint that a state may name while those at the target are replaced.
   *
   * @return its prefix
   */
  String makeReadable() throws IOException;

  /** Puts the files at the target: data, index, graph. */
  void publish() throws IOException;

  /** No state names the files here any more: removes them. */
  void finish() throws IOException;

  /** Removes what is here, unless it is readable. */
  @Override
  void close() throws IOException;

  /**
   * Makes a place for one checkpoint.
   *
   * @param directory as the user gave it; empty for the one that this process runs in
   * @param name of the checkpoint in it
   */
  static Staging create(String directory, String name, String latestFilename) throws IOException {
    return CheckpointPaths.isRemote(directory)
        ? RemoteStaging.create(directory, name, latestFilename)
        : LocalStaging.create(directory, name, latestFilename);
  }
}
