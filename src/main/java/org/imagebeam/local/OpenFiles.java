package org.imagebeam.local;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/**
 * Tells whether this process may open no more files. Java then finds no more classes either, where
 * the class path is of many jars, and says only that they are missing.
 */
public final class OpenFiles {
  /** What a message says then. */
  public static final String ADVICE =
      "this process may open no more files at once: raise the limit of the user (ulimit -n 1024) or"
          + " of the container (nofile)";

  private static final String ANY = "/dev/null";

  /** What Linux and macOS say of it. */
  static final String EXHAUSTED = "Too many open files";

  /** What Java, TensorFlow and a run hold open beside the jars; 16 will do, for few images. */
  private static final int OTHERS = 20;

  private OpenFiles() {}

  /** Loads what {@link #areExhausted} needs, while that can be. */
  public static void prepare() {
    // To load this class is all.
  }

  /** Tries to open one. */
  public static boolean areExhausted() {
    try (FileInputStream in = new FileInputStream(ANY)) {
      return in.read() >= 0;
    } catch (IOException e) {
      return String.valueOf(e.getMessage()).contains(EXHAUSTED);
    }
  }

  /** Returns how many this process may have open at once, where the system has such a limit. */
  public static OptionalLong limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? OptionalLong.of(system.getMaxFileDescriptorCount())
        : OptionalLong.empty();
  }

  /** Returns how many entries the class path has, of which Java holds each jar open. */
  public static int classPathEntries() {
    return ManagementFactory.getRuntimeMXBean().getClassPath().split(File.pathSeparator, -1).length;
  }

  /** Returns whether a run may come to the limit: with all jars and some more. */
  public static boolean areScarce() {
    try {
      OptionalLong limit = limit();
      return limit.isPresent() && limit.getAsLong() < classPathEntries() + OTHERS;
    } catch (LinkageError e) {
      // No class is found any more.
      return true;
    }
  }
}
