package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Java heap space | -Xmx",
        "GC overhead limit exceeded | -Xmx",
        "Requested array size exceeds VM limit | -Xmx",
        "Metaspace | -XX:MaxMetaspaceSize",
        "Compressed class space | -XX:MaxMetaspaceSize",
        "Cannot reserve 8191 bytes of direct buffer memory (allocated: 0, limit: 1024)"
            + " | -XX:MaxDirectMemorySize",
        "unable to create native thread: possibly out of memory or process/resource limits reached"
            + " | ulimit -u",
        "Map failed | the machine gives no more memory",
        "Physical memory usage is too high: physicalBytes (152M) > maxPhysicalBytes (100M)"
            + " | -Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
        "Failed to allocate memory within limits: totalBytes (8 + 17M) > maxBytes (1M)"
            + " | -Dorg.bytedeco.javacpp.maxBytes=0",
      })
  void shouldNameTheMemoryThatEndedAndItsSetting(String message, String setting) {
    String told =
        JavaErrors.explain(new OutOfMemoryError(message)).map(Throwable::getMessage).orElseThrow();
    assertTrue(told.contains(message), told);
    assertTrue(told.contains(setting), told);
  }

  @Test
  void shouldSayWhichLimitJavaCppMeans() {
    OutOfMemoryError error = new OutOfMemoryError("Cannot allocate new BytePointer(5)");
    error.initCause(new OutOfMemoryError("physicalBytes (152M) > maxPhysicalBytes (100M)"));
    assertTrue(told(error).contains("maxPhysicalBytes (100M)"), told(error));
  }

  @Test
  void shouldFindTheErrorBehindExceptions() {
    OutOfMemoryError error =
        assertThrows(OutOfMemoryError.class, () -> new long[1][Integer.MAX_VALUE].clone());
    assertTrue(
        told(new IllegalStateException(new RuntimeException(error))).startsWith("Java's heap of "));
    assertEquals(Optional.empty(), JavaErrors.explain(new IllegalStateException("x")));
    assertEquals(Optional.empty(), JavaErrors.explain(new AssertionError("x")));
  }

  @Test
  void shouldSayThatTheInputIsTooDeep() {
    StackOverflowError error = assertThrows(StackOverflowError.class, () -> deeper(0));
    assertTrue(told(error).contains("-Xss"), told(error));
  }

  private static int deeper(int depth) {
    return depth < Integer.MAX_VALUE ? deeper(depth + 1) + 1 : 0;
  }

  @Test
  void shouldSayWhichLibraryCannotBeLoaded() {
    UnsatisfiedLinkError cause =
        new UnsatisfiedLinkError("/tmp/snappy-1-libsnappyjava.so: failed to map segment");
    String snappy = told(new ExceptionInInitializerError(cause));
    assertTrue(snappy.startsWith("the library of snappy, which Apache Beam needs"), snappy);
    assertTrue(snappy.contains("failed to map segment"), snappy);
    assertTrue(snappy.contains("-Dorg.bytedeco.javacpp.cachedir=FOLDER"), snappy);
    String tensorFlow =
        told(new NoClassDefFoundError("Could not initialize class org.tensorflow.TensorFlow"));
    assertTrue(tensorFlow.startsWith("TensorFlow's libraries can't be loaded"), tensorFlow);
    String other = told(new NoSuchMethodError("a.B.c()"));
    assertTrue(other.startsWith("a class of Java can't be loaded: a.B.c()"), other);
  }

  private static String told(Throwable thrown) {
    return JavaErrors.explain(thrown).map(Throwable::getMessage).orElseThrow();
  }
}
