package org.imagebeam.cli.progress;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.OptionalLong;
import org.imagebeam.download.Progress;

/** Shows no progress; says what is worth a line all the same. */
final class QuietProgress implements Progress {
  private final PrintWriter out;

  QuietProgress(PrintWriter out) {
    this.out = requireNonNull(out, "out is null");
  }

  @Override
  public Task start(String what, long done, OptionalLong total) {
    return Task.NONE;
  }

  @Override
  public void say(String line) {
    out.println(line);
  }
}
