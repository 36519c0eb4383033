package org.imagebeam.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The entry point of the jar. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = new ImagebeamCommand(out, err).run(args);
    out.flush();
    err.flush();
    System.exit(code);
  }
}
