package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * Where a run writes that has no output file.
 *
 * @param rows takes the rows of the results; its exceptions end the run
 * @param failures takes a line for each image that failed
 */
public record StandardStreams(OutputStream rows, Consumer<String> failures) {
  public StandardStreams {
    requireNonNull(rows, "rows is null");
    requireNonNull(failures, "failures is null");
  }

  /**
   * Returns those with the process's standard output. {@code System.out} would keep to itself that
   * nobody reads any more.
   *
   * @param failures takes a line for each image that failed
   */
  public static StandardStreams ofProcess(Consumer<String> failures) {
    return new StandardStreams(new FileOutputStream(FileDescriptor.out), failures);
  }
}
