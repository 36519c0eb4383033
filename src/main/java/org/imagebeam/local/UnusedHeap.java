package org.imagebeam.local;

/**
 * Gives back the heap of objects that are no longer used, before TensorFlow takes as much memory of
 * its own. It costs a full collection, so only a process that belongs to a command of imagebeam
 * does it; in the processes of other programs, nothing is collected on a library's behalf. Safe for
 * use by many threads.
 */
public final class UnusedHeap {
  private static volatile boolean own;

  private UnusedHeap() {}

  /** Says that this process is a command's, so that {@link #release} does something. */
  public static void ownProcess() {
    own = true;
  }

  /** Collects what is unused, if this process is a command's. */
  public static void release() {
    if (own) {
      System.gc();
    }
  }
}
