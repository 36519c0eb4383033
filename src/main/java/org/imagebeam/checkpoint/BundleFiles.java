package org.imagebeam.checkpoint;

import java.util.Locale;

/** The names of a checkpoint's files, as TensorFlow's {@code tensor_bundle/naming.h} has them. */
final class BundleFiles {
  static final String INDEX = ".index";
  static final String META = ".meta";

  private BundleFiles() {}

  static String index(String prefix) {
    return prefix + INDEX;
  }

  static String data(String prefix, int shard, int shards) {
    return String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, shard, shards);
  }

  /** The MetaGraphDef that a Saver writes beside them. */
  static String meta(String prefix) {
    return prefix + META;
  }
}
