package org.imagebeam.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.xerial.snappy.OSInfo;
import org.xerial.snappy.SnappyLoader;

/**
 * The native library of snappy, which Beam uses whenever a pipeline is put together. By itself
 * snappy puts a file among the temporary ones at each start, which stays when the process is
 * killed, and prints a stack trace where it can't.
 */
final class SnappyLibrary {
  private SnappyLibrary() {}

  /** The one of the class path, for this system. */
  static LibrarySet packed() {
    return LibrarySet.of(
        List.of(
            "/org/xerial/snappy/native/"
                + OSInfo.getNativeLibFolderPathForCurrentOS()
                + "/"
                + System.mapLibraryName("snappyjava")));
  }

  /**
   * Unpacks it and tells snappy where it is, if nothing does.
   *
   * @return why it has no place, or an empty text
   */
  static String prepare(LibraryPlaces places) {
    if (System.getProperty(SnappyLoader.KEY_SNAPPY_LIB_PATH) != null
        || System.getProperty(SnappyLoader.KEY_SNAPPY_TEMPDIR) != null) {
      return "";
    }
    LibrarySet set = packed();
    if (set.libraries().isEmpty() && places.named().isEmpty()) {
      return "";
    }
    LibrarySet.Choice choice = set.unpack(places.candidates(set.folderName("snappy")));
    if (choice.folder().isPresent()) {
      System.setProperty(SnappyLoader.KEY_SNAPPY_LIB_PATH, choice.folder().get().toString());
      return "";
    }
    // Without a folder of ours, snappy takes that of the temporary files.
    Optional<String> obstacle =
        LibraryFolder.obstacle(Path.of(System.getProperty("java.io.tmpdir")), set.bytes());
    return obstacle.isEmpty()
        ? ""
        : "the library of snappy, which Apache Beam needs, can't be unpacked: "
            + choice.obstacles()
            + ". "
            + LibraryPlaces.ADVICE;
  }
}
