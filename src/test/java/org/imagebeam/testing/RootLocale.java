package org.imagebeam.testing;

import java.util.Locale;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs all tests in the locale that {@code Main} sets: TensorFlow for Java and Beam make names with
 * the default locale's digits, and so do tests. Registered as a service.
 */
public final class RootLocale implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Locale.setDefault(Locale.ROOT);
  }
}
