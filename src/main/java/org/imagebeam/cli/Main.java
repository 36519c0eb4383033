package org.imagebeam.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.imagebeam.inference.SessionRuns;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The entry point of the jar. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Google's libraries log past slf4j, in two lines an event.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    SessionRuns.endBetweenRuns();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    HeapWatch.start(err);
    int code = new ImagebeamCommand(out, err).run(args);
    out.flush();
    err.flush();
    SessionRuns.exit(code);
  }
}
