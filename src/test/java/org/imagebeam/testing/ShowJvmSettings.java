package org.imagebeam.testing;

import org.imagebeam.pipeline.JvmSettings;

/** Prints how its JVM was started. */
public final class ShowJvmSettings {
  private ShowJvmSettings() {}

  /** Runs in a JVM of its own. */
  public static void main(String[] args) {
    JvmSettings settings = JvmSettings.current();
    settings.flags().forEach(System.out::println);
    System.out.println(settings.environment());
  }
}
