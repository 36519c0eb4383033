package org.imagebeam.local;

/** An exception about something that a user can change; its message says what and how. */
public interface HasExitCode {
  /** Returns the code with which a process ends because of it. */
  ExitCode exitCode();
}
