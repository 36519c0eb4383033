package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
    assertTrue(snappy.contains("set IMAGEBEAM_LIBRARIES=FOLDER"), snappy);
    String tensorFlow =
        told(new NoClassDefFoundError("Could not initialize class org.tensorflow.TensorFlow"));
    assertTrue(tensorFlow.startsWith("TensorFlow's libraries can't be loaded"), tensorFlow);
    String other = told(new VerifyError("a.B"));
    assertTrue(other.startsWith("a class of Java can't be loaded: a.B"), other);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'void org.tensorflow.ndarray.Shape.none(int, long)'"
            + " | the class org.tensorflow.ndarray.Shape lacks the method"
            + " 'void org.tensorflow.ndarray.Shape.none(int, long)', and is in ",
        "org.a.B.c()V | the class org.a.B lacks the method 'org.a.B.c()V'; two versions",
        "'void org.a.B$C.<init>(int)' | the class org.a.B$C lacks the method"
            + " 'void org.a.B$C.<init>(int)'; two versions",
        "c | a method is missing: c; two versions"
      })
  void shouldNameTheClassThatLacksAMethod(String message, String told) {
    // JUnit takes the quotes of a cell off.
    String thrown = message.contains(" ") ? "'" + message + "'" : message;
    for (Throwable error :
        List.of(
            new NoSuchMethodError(thrown),
            new BootstrapMethodError(new NoSuchMethodError(thrown)),
            new ExceptionInInitializerError(new NoSuchMethodError(thrown)),
            new NoClassDefFoundError("Could not initialize class org.tensorflow.A")
                .initCause(
                    new ExceptionInInitializerError(
                        "Exception java.lang.NoSuchMethodError: "
                            + thrown
                            + " [in thread \"main\"]")))) {
      assertTrue(told(error).startsWith(told), told(error));
      assertTrue(told(error).contains("two versions of a library"), told(error));
    }
  }

  @Test
  void shouldNameAClassThatIsMissing() {
    String missing = told(new NoClassDefFoundError("org/tensorflow/A"));
    assertTrue(missing.startsWith("the class org.tensorflow.A is missing; if no"), missing);
    assertTrue(missing.contains("two versions of a library"), missing);
    String changed = told(new AbstractMethodError("Receiver class org.tensorflow.A does not"));
    assertTrue(
        changed.startsWith("classes don't fit together: AbstractMethodError: Receiver class"),
        changed);
  }

  @Test
  void shouldStillBlameNativeLibrariesForThemselves() {
    for (Throwable error :
        List.of(
            new UnsatisfiedLinkError("no jnitensorflow in java.library.path"),
            new NoClassDefFoundError("Could not initialize class org.tensorflow.A")
                .initCause(
                    new ExceptionInInitializerError(
                        "Exception java.lang.UnsatisfiedLinkError: no jnitensorflow"
                            + " [in thread \"main\"]")))) {
      assertTrue(told(error).startsWith("TensorFlow's libraries can't be loaded"), told(error));
    }
  }

  private static String told(Throwable thrown) {
    return JavaErrors.explain(thrown).map(Throwable::getMessage).orElseThrow();
  }
}
