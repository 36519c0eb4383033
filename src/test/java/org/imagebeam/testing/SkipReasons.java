package org.imagebeam.testing;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints why a test was skipped: the build's summary only counts them. Registered as a service. */
public final class SkipReasons implements TestWatcher {
  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    print(context, cause.getMessage());
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    print(context, reason.orElse("no reason given"));
  }

  private static void print(ExtensionContext context, String reason) {
    String test = context.getRequiredTestClass().getSimpleName();
    System.out.println("skipped: " + test + "." + context.getDisplayName() + ": " + reason);
  }
}
