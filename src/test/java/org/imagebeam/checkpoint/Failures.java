package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.junit.jupiter.api.function.Executable;

/** Says what an exception should be and what its message should hold. */
public final class Failures {
  private Failures() {}

  public static <T extends Exception> T assertFails(
      Class<T> type, Executable action, String... partsOfMessage) {
    T e = assertThrows(type, action);
    for (String part : partsOfMessage) {
      assertTrue(e.getMessage().contains(part), () -> part + " is not in: " + e.getMessage());
    }
    return e;
  }

  public static void assertKind(Kind kind, Executable action, String... partsOfMessage) {
    assertEquals(kind, assertFails(CheckpointException.class, action, partsOfMessage).kind());
  }
}
