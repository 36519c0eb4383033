package org.imagebeam.checkpoint.bundle;

import java.util.Locale;

/**
 * The names of a checkpoint's data files, as TensorFlow's {@code tensor_bundle/naming.h} has them.
 */
public final class BundleFiles {
  private BundleFiles() {}

  public static String data(String prefix, int shard, int shards) {
    return String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, shard, shards);
  }
}
