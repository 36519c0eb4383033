package org.imagebeam.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.Remedy;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Sees that the native libraries in the jars are unpacked once, to a folder of this user's own, or
 * finds them in a folder that {@code IMAGEBEAM_LIBRARIES} names: those of TensorFlow (some 500 MB),
 * of Leptonica and of snappy. Thread-safe.
 */
public final class NativeLibraries {
  private static @Nullable JavaCppLibraries javaCpp;
  private static boolean threadsProbed;
  private static String snappyProblem = "";

  private NativeLibraries() {}

  /**
   * Chooses the folders, once in a process, and unpacks snappy's library. Of what goes wrong {@link
   * #require} tells.
   */
  public static synchronized void prepare() {
    prepared();
  }

  private static synchronized JavaCppLibraries prepared() {
    JavaCppLibraries libraries = javaCpp;
    if (libraries == null) {
      LibraryPlaces places = LibraryPlaces.here();
      libraries = JavaCppLibraries.prepare(places);
      snappyProblem = SnappyLibrary.prepare(places);
      javaCpp = libraries;
    }
    return libraries;
  }

  /**
   * Unpacks TensorFlow's libraries, once, so that whatever part of TensorFlow is used first finds
   * them. Of what goes wrong {@link #require} tells.
   */
  public static synchronized void unpack() {
    prepared().unpack();
  }

  /**
   * Sees that TensorFlow's libraries are unpacked, and its threads have room.
   *
   * @throws EnvironmentException if they can't be, naming the folders that were looked at
   * @throws OutOfMemoryError if the system allows too few threads
   */
  public static synchronized void require() {
    JavaCppLibraries libraries = prepared();
    libraries.unpack();
    if (!libraries.problem().isEmpty()) {
      throw noPlace(libraries.problem());
    }
    if (!threadsProbed) {
      ThreadRoom.probe();
      threadsProbed = true;
    }
  }

  /**
   * Sees that the libraries have places, without which no pipeline can be put together: snappy
   * itself would print a stack trace.
   *
   * @throws EnvironmentException if one has none, naming the folders that were looked at
   */
  static synchronized void requirePlaces() {
    JavaCppLibraries libraries = prepared();
    if (!libraries.problem().isEmpty() || !snappyProblem.isEmpty()) {
      throw noPlace(libraries.problem().isEmpty() ? snappyProblem : libraries.problem());
    }
  }

  private static EnvironmentException noPlace(String problem) {
    return new EnvironmentException(problem, null, Remedy.of(Remedy.Kind.UNPACK_LIBRARIES));
  }

  /**
   * Loads snappy's library and uses it.
   *
   * @throws EnvironmentException if a library has no place, naming the folders that were looked at
   * @throws IOException if it doesn't work
   * @throws LinkageError if it can't be loaded
   */
  public static void loadSnappy() throws IOException {
    requirePlaces();
    Snappy.uncompress(Snappy.compress(new byte[1]));
  }

  /** Why TensorFlow's libraries have no place, if that was found. */
  static synchronized Optional<String> problem() {
    return Optional.ofNullable(javaCpp)
        .map(JavaCppLibraries::problem)
        .filter(problem -> !problem.isEmpty());
  }

  /**
   * Unpacks all that is on the class path to a folder, for {@code IMAGEBEAM_LIBRARIES} to name.
   * What is whole there stays. Loads none.
   *
   * @return bytes of the libraries
   * @throws OutputException if the folder can't be written, or has no room
   * @throws IOException if a jar can't be read
   */
  public static long unpackTo(Path folder) throws IOException {
    long bytes = 0;
    for (LibrarySet set : new LibrarySet[] {JavaCppLibraries.packed(), SnappyLibrary.packed()}) {
      set.unpackTo(folder);
      bytes += set.bytes();
    }
    return bytes;
  }

  /** What {@link #inspect} finds. */
  public record State(Optional<Path> folder, long bytes, boolean whole, String problem) {}

  /** Where TensorFlow's libraries are or will be, without unpacking them. */
  public static synchronized State inspect() {
    return prepared().state();
  }
}
