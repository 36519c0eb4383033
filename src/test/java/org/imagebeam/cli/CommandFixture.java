package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.imagebeam.local.ExitCode;

/** Runs the command line, and keeps what it prints. */
abstract class CommandFixture {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  final int run(String... args) {
    return new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
  }

  /** Asserts that the command ends with this code, and that one line with the message is all. */
  void assertFails(ExitCode code, String message, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(code.code(), run(args), err.toString());
    String text = err.toString();
    assertTrue(text.startsWith("imagebeam: "), text);
    assertTrue(text.contains(message), text);
    assertEquals(1, text.lines().count(), text);
  }
}
