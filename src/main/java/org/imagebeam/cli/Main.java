package org.imagebeam.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.imagebeam.cli.log.LogChoice;
import org.imagebeam.cli.process.HeapWatch;
import org.imagebeam.cli.process.StopNotice;
import org.imagebeam.cli.progress.ProgressChoice;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.OpenFiles;
import org.imagebeam.local.TemporaryFiles;
import org.imagebeam.local.UnusedHeap;
import org.imagebeam.session.JavaErrors;
import org.imagebeam.session.SessionRuns;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The entry point of the jar. */
public final class Main {
  /** Not from {@link ExitCode}, for whose class there may be no memory. */
  private static final int ENVIRONMENT = 13;

  /** Below it not even the classes of a command fit, and where that shows is a matter of luck. */
  private static final long LEAST_HEAP_MIB = 30;

  /**
   * Whether it was said why the process ends. No AtomicBoolean: its first use links a method
   * handle, for which there may be no memory.
   */
  private static boolean told;

  private Main() {}

  public static void main(String[] args) {
    requireHeap();
    OpenFiles.prepare();
    // Else messages have the digits and separators of the user's language, and files could, too.
    Locale.setDefault(Locale.ROOT);
    // Else each time zone has native libraries of its own: see NativeLibraries.
    TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
    TemporaryFiles.choose();
    Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
    int code;
    try {
      code = run(args);
    } catch (Error e) {
      if (!isOfJava(e)) {
        throw e;
      }
      code = endBy(e);
    }
    SessionRuns.exit(code);
  }

  /** Takes next to no memory, and loads no class. */
  private static void requireHeap() {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    if (mebibytes < LEAST_HEAP_MIB) {
      System.err.print("imagebeam: Java's heap of ");
      System.err.print(mebibytes);
      System.err.println(" MiB is too small: start Java with a larger -Xmx (say -Xmx512m)");
      System.exit(ENVIRONMENT);
    }
  }

  private static int run(String... args) {
    LogChoice.install(List.of(args), words(args));
    // Google's libraries log past slf4j, in two lines an event.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    SessionRuns.endBetweenRuns();
    UnusedHeap.ownProcess();
    Runnable endOfBars = LogChoice.isJson() ? () -> {} : ProgressChoice.install();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    HeapWatch.start(err);
    StopNotice.install(err, endOfBars);
    int code = new ImagebeamCommand(out, err).run(args);
    StopNotice.endsByItself();
    // What threads still throw then is only the end of what was told.
    setTold(code != ExitCode.OK.code());
    out.flush();
    err.flush();
    return code;
  }

  /** The words with those of argument files; what is wrong with a file is said later. */
  private static List<String> words(String... args) {
    try {
      return Arguments.of(args).texts();
    } catch (RuntimeException e) {
      return List.of();
    }
  }

  /** Where memory ends in a thread that nobody waits for, the run could hang, or miss a part. */
  private static void uncaught(Thread thread, Throwable thrown) {
    if (thrown instanceof Error error && isOfJava(error)) {
      int code = endBy(error);
      System.exit(code);
    } else {
      System.err.println("imagebeam: a fault of its own in thread " + thread.getName());
      thrown.printStackTrace();
    }
  }

  /** Whether memory ended or a class is missing, which Java's service loader wraps. */
  private static boolean isOfJava(Error error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof VirtualMachineError || cause instanceof LinkageError) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether it was told before. */
  private static synchronized boolean setTold(boolean now) {
    boolean before = told;
    told = now;
    return before;
  }

  /** Says it in one line, once. Takes next to no memory, and loads few classes. */
  private static int endBy(Error error) {
    endNotice();
    if (setTold(true)) {
      return ENVIRONMENT;
    }
    if (OpenFiles.areExhausted()) {
      System.err.println("imagebeam: " + OpenFiles.ADVICE);
      return ENVIRONMENT;
    }
    try {
      System.err.println("imagebeam: " + JavaErrors.explain(error).orElseThrow().getMessage());
    } catch (VirtualMachineError | LinkageError e) {
      System.err.print("imagebeam: ");
      System.err.print(error);
      if (error instanceof LinkageError) {
        System.err.print(
            ": if no library is missing, two versions of one are probably on the class path; else");
      } else {
        System.err.print(":");
      }
      System.err.println(
          " start Java with more memory, say -Xmx512m and without -XX:MaxMetaspaceSize");
    }
    return ENVIRONMENT;
  }

  private static void endNotice() {
    try {
      StopNotice.endsByItself();
    } catch (VirtualMachineError | LinkageError e) {
      // Then it wasn't installed.
    }
  }
}
