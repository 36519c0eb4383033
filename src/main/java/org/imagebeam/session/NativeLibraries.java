package org.imagebeam.session;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.imagebeam.local.UserFolders;
import org.imagebeam.storage.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xerial.snappy.OSInfo;
import org.xerial.snappy.SnappyLoader;

/**
 * Chooses where the native libraries in the jars are unpacked to, before they are: TensorFlow's
 * (JavaCPP does it, 652 MB once) and snappy's (which Beam uses whenever a pipeline is put
 * together). By themselves the first fills a home until it is full, or makes a folder named {@code
 * ?}, and the second puts a file among the temporary ones at each start, which stays when the
 * process is killed. A folder that a property names already is kept. Thread-safe.
 */
public final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

  /** The property of JavaCPP that names its folder. */
  static final String JAVACPP_FOLDER = "org.bytedeco.javacpp.cachedir";

  /** Another spelling, which it takes as well. */
  private static final String JAVACPP_FOLDER_TOO = "org.bytedeco.javacpp.cacheDir";

  private static final List<String> TENSORFLOW =
      List.of("libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "libjnitensorflow.so");
  private static final String TENSORFLOW_PACKAGE = "/org/tensorflow/internal/c_api/linux-x86_64/";

  private static boolean prepared;
  private static boolean threadsProbed;
  private static String problem = "";
  private static String snappyProblem = "";

  private NativeLibraries() {}

  /** Sets the properties of both, once in a process. Of what goes wrong {@link #require} tells. */
  public static synchronized void prepare() {
    if (prepared) {
      return;
    }
    prepared = true;
    prepareJavaCpp();
    prepareSnappy();
  }

  /**
   * Sees that TensorFlow's libraries have a place, and its threads room.
   *
   * @throws EnvironmentException if they have none, naming the folders that were looked at
   * @throws OutOfMemoryError if the system allows too few threads
   */
  public static synchronized void require() {
    prepare();
    if (!problem.isEmpty()) {
      throw new EnvironmentException(problem, null);
    }
    if (!threadsProbed) {
      ThreadRoom.probe();
      threadsProbed = true;
    }
  }

  /**
   * Sees that snappy's library has a place, without which no pipeline can be put together: snappy
   * itself would print a stack trace.
   *
   * @throws EnvironmentException if it has none, naming the folders that were looked at
   */
  static synchronized void requireSnappy() {
    prepare();
    if (!snappyProblem.isEmpty()) {
      throw new EnvironmentException(problem.isEmpty() ? snappyProblem : problem, null);
    }
  }

  /** Why TensorFlow's libraries have no place, if that was found. */
  static synchronized Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  private static void prepareJavaCpp() {
    String given = System.getProperty(JAVACPP_FOLDER, System.getProperty(JAVACPP_FOLDER_TOO));
    List<Path> folders = new ArrayList<>();
    if (given == null) {
      UserFolders.home().map(home -> home.resolve(".javacpp/cache")).ifPresent(folders::add);
      folders.addAll(ownFolders());
      folders.replaceAll(folder -> ofZone(folder, ZoneId.systemDefault()));
    } else {
      folders.add(Path.of(given));
    }
    StringJoiner obstacles = new StringJoiner("; ");
    for (Path folder : folders) {
      Optional<String> obstacle = LibraryFolder.obstacle(folder, tensorFlowBytes(folder));
      if (obstacle.isEmpty()) {
        System.setProperty(JAVACPP_FOLDER, folder.toString());
        return;
      }
      obstacles.add(folder + " " + obstacle.get());
    }
    problem =
        "TensorFlow's libraries can't be unpacked: "
            + obstacles
            + ". Make room, or start Java with -D"
            + JAVACPP_FOLDER
            + "=FOLDER, a folder on a disk that programs may be run from";
  }

  /**
   * The folder for processes of a time zone. JavaCPP unpacks a library again that isn't of the time
   * that its jar says, which jars say without a zone: processes of two zones would replace each
   * other's libraries, and whoever loads one just then crashes (SIGBUS).
   */
  static Path ofZone(Path folder, ZoneId zone) {
    return zone.getRules().equals(ZoneOffset.UTC.getRules())
        ? folder
        : folder.resolve(zone.getId().replaceAll("[^A-Za-z0-9+-]", "_"));
  }

  /** In the cache, and else among the temporary files. */
  private static List<Path> ownFolders() {
    return Stream.of(UserFolders.cache(), UserFolders.temporary())
        .map(folder -> folder.resolve(".native"))
        .toList();
  }

  /** Bytes of the libraries that aren't there yet. */
  private static long tensorFlowBytes(Path folder) {
    long bytes = 0;
    for (String name : TENSORFLOW) {
      URL url = NativeLibraries.class.getResource(TENSORFLOW_PACKAGE + name);
      try {
        // Other machines' jars have other libraries: loading will tell.
        URLConnection connection = url == null ? null : url.openConnection();
        if (connection instanceof JarURLConnection jar) {
          long length = jar.getContentLengthLong();
          Path unpacked =
              folder
                  .resolve(Path.of(jar.getJarFileURL().getPath()).getFileName())
                  .resolve(jar.getEntryName());
          bytes += Files.exists(unpacked) && Files.size(unpacked) == length ? 0 : length;
        }
      } catch (IOException e) {
        LOG.debug("{} can't be looked at", url, e);
      }
    }
    return bytes;
  }

  private static void prepareSnappy() {
    if (System.getProperty(SnappyLoader.KEY_SNAPPY_LIB_PATH) != null
        || System.getProperty(SnappyLoader.KEY_SNAPPY_TEMPDIR) != null) {
      return;
    }
    String name = System.mapLibraryName("snappyjava");
    byte[] library;
    try (InputStream in =
        SnappyLoader.class.getResourceAsStream(
            "/org/xerial/snappy/native/"
                + OSInfo.getNativeLibFolderPathForCurrentOS()
                + "/"
                + name)) {
      if (in == null) {
        return;
      }
      library = in.readAllBytes();
    } catch (IOException e) {
      LOG.debug("snappy's library can't be read", e);
      return;
    }
    List<Path> folders = new ArrayList<>(ownFolders());
    // Whoever names a folder for the one library means it for the other, too.
    Optional.ofNullable(System.getProperty(JAVACPP_FOLDER)).map(Path::of).ifPresent(folders::add);
    StringJoiner obstacles = new StringJoiner("; ");
    for (Path folder : folders) {
      Path own = folder.resolve("snappy-" + SnappyLoader.getVersion());
      Optional<String> obstacle = unpack(library, own, name);
      if (obstacle.isEmpty()) {
        System.setProperty(SnappyLoader.KEY_SNAPPY_LIB_PATH, own.toString());
        return;
      }
      obstacles.add(folder + " " + obstacle.get());
    }
    // Without a folder of ours, snappy takes that of the temporary files.
    Path last = Path.of(System.getProperty("java.io.tmpdir"));
    if (LibraryFolder.obstacle(last, library.length).isPresent()) {
      snappyProblem =
          "the library of snappy, which Apache Beam needs, can't be unpacked: "
              + obstacles
              + ". Make room, or start Java with -D"
              + SnappyLoader.KEY_SNAPPY_TEMPDIR
              + "=FOLDER, a folder on a disk that programs may be run from";
    }
  }

  /** Puts the library there; gives what stands in the way. */
  private static Optional<String> unpack(byte[] library, Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      boolean there = Files.exists(file) && Arrays.equals(Files.readAllBytes(file), library);
      if (there && LibraryFolder.mayRun(file)) {
        return Optional.empty();
      }
      Optional<String> obstacle = LibraryFolder.obstacle(folder, there ? 0 : library.length);
      if (obstacle.isEmpty()) {
        AtomicFile.write(file.toString(), library);
      }
      return obstacle;
    } catch (IOException e) {
      LOG.debug("{} can't be used", file, e);
      return Optional.of("can't be used: " + e.getMessage());
    }
  }
}
