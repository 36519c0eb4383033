package org.imagebeam.checkpoint.table;

/** Words the exceptions for files that don't hold together. */
public final class Damage {
  private Damage() {}

  public static CheckpointException in(String file, String what) {
    return new CheckpointException(CheckpointException.Kind.CORRUPT, message(file, what));
  }

  public static CheckpointException in(String file, String what, Throwable cause) {
    return new CheckpointException(CheckpointException.Kind.CORRUPT, message(file, what), cause);
  }

  private static String message(String file, String what) {
    return file + " is damaged: " + what + "; take another checkpoint";
  }
}
