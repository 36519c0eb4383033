package org.imagebeam.checkpoint;

import java.util.Locale;

/**
 * The names of a checkpoint's data files, as TensorFlow's {@code tensor_bundle/naming.h} has them.
 */
final class BundleFiles {
  private BundleFiles() {}

  static String data(String prefix, int shard, int shards) {
    return String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, shard, shards);
  }
}
