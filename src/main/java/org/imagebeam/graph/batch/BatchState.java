package org.imagebeam.graph.batch;

/**
 * Where the images of a batch lie in a tensor.
 *
 * @param kind what is known of it
 * @param axis the dimension along which the images lie, if {@code kind} is {@link Kind#IMAGES}
 * @param rows how many entries of that dimension belong to one image
 * @param inOrder whether an image's rows stand together, the images in the order of the batch
 * @param node where images were mixed, or where they were lost sight of; else empty
 */
record BatchState(Kind kind, int axis, long rows, boolean inOrder, String node) {
  /** The values don't depend on the images. */
  static final BatchState FIXED = new BatchState(Kind.FIXED, 0, 0, true, "");

  /** The values depend on how many images there are, and not on what is on them. */
  static final BatchState SIZE = new BatchState(Kind.SIZE, 0, 0, true, "");

  /** What is known of a tensor. */
  enum Kind {
    FIXED,
    SIZE,
    /** Each value depends on one image alone. */
    IMAGES,
    /** Some value depends on more than one image. */
    MIXED,
    UNKNOWN
  }

  /** Returns the state of a tensor that holds one image an entry of {@code axis}. */
  static BatchState images(int axis) {
    return new BatchState(Kind.IMAGES, axis, 1, true, "");
  }

  static BatchState mixed(String node) {
    return new BatchState(Kind.MIXED, 0, 0, true, node);
  }

  static BatchState unknown(String node) {
    return new BatchState(Kind.UNKNOWN, 0, 0, true, node);
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  BatchState withAxis(int newAxis) {
    return new BatchState(kind, newAxis, rows, inOrder, node);
  }

  BatchState withRows(long newRows, boolean newInOrder) {
    return new BatchState(kind, axis, newRows, newInOrder, node);
  }
}
