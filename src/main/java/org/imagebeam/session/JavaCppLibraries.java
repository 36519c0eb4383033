package org.imagebeam.session;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagebeam.local.UserFolders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TensorFlow's native libraries, and Leptonica's, which JavaCPP loads. JavaCPP would unpack them
 * itself: all of their bytes, for each jar and time zone once more, each file under its name before
 * it is whole, and never without a folder that it can write to. So they are unpacked before, and
 * JavaCPP is told to look there first. On systems other than Linux on x86-64 it unpacks them as
 * before, to a folder of this user's own. Not thread-safe.
 */
final class JavaCppLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(JavaCppLibraries.class);

  /** The property that names the folder that JavaCPP unpacks to, and its other spelling. */
  static final String CACHE_FOLDER = "org.bytedeco.javacpp.cachedir";

  private static final String CACHE_FOLDER_TOO = "org.bytedeco.javacpp.cacheDir";

  /** Whether JavaCPP may unpack. */
  private static final String CACHES = "org.bytedeco.javacpp.cacheLibraries";

  /** Whether JavaCPP looks in folders before it looks on the class path. */
  private static final String PATHS_FIRST = "org.bytedeco.javacpp.pathsFirst";

  /** The folders that JavaCPP looks in before it does in those of the system. */
  static final String LINK_PATH = "org.bytedeco.javacpp.platform.linkpath";

  private static final List<String> RESOURCES =
      Stream.of(
              "tensorflow/internal/c_api/linux-x86_64/libtensorflow_cc.so.2",
              "tensorflow/internal/c_api/linux-x86_64/libtensorflow_framework.so.2",
              "tensorflow/internal/c_api/linux-x86_64/libjnitensorflow.so",
              "bytedeco/leptonica/linux-x86_64/libleptonica.so.6",
              "bytedeco/leptonica/linux-x86_64/libgomp.so.1",
              "bytedeco/leptonica/linux-x86_64/libjnileptonica.so")
          .map(name -> "/org/" + name)
          .toList();

  private final LibrarySet set;
  private final List<Path> candidates;
  private boolean unpacked;
  private String problem = "";

  private JavaCppLibraries(LibrarySet set, List<Path> candidates) {
    this.set = set;
    this.candidates = candidates;
  }

  /** Those of the class path. */
  static LibrarySet packed() {
    return LibrarySet.of(RESOURCES);
  }

  /** Sets JavaCPP's properties, as far as they aren't set. */
  static JavaCppLibraries prepare(LibraryPlaces places) {
    Optional<Path> cacheFolder =
        Optional.ofNullable(System.getProperty(CACHE_FOLDER, System.getProperty(CACHE_FOLDER_TOO)))
            .map(Path::of);
    boolean arranged =
        System.getProperty(PATHS_FIRST) != null || System.getProperty(LINK_PATH) != null;
    LibrarySet set = arranged ? new LibrarySet(List.of()) : packed();
    List<Path> candidates = List.of();
    if (!set.libraries().isEmpty() || (!arranged && places.named().isPresent())) {
      String name = set.folderName("tensorflow");
      candidates =
          places.named().isEmpty() && cacheFolder.isPresent()
              ? List.of(cacheFolder.get().resolve(name))
              : places.candidates(name);
    }
    JavaCppLibraries libraries = new JavaCppLibraries(set, candidates);
    if (!candidates.isEmpty()) {
      libraries.use(set.choose(candidates));
    }
    if (cacheFolder.isEmpty()) {
      libraries.prepareCache();
    }
    return libraries;
  }

  private void use(LibrarySet.Choice choice) {
    if (choice.folder().isEmpty()) {
      problem = unusable(choice.obstacles());
      return;
    }
    System.setProperty(PATHS_FIRST, "true");
    System.setProperty(LINK_PATH, choice.folder().get().toString());
  }

  /** For what JavaCPP loads that is not in the folder. */
  private void prepareCache() {
    LibrarySet.Choice choice =
        new LibrarySet(List.of())
            .choose(
                LibraryPlaces.own().stream()
                    .map(folder -> ofZone(folder.resolve("javacpp"), ZoneId.systemDefault()))
                    .toList());
    if (choice.folder().isPresent()) {
      System.setProperty(CACHE_FOLDER, choice.folder().get().toString());
      return;
    }
    if (candidates.isEmpty()) {
      problem = unusable(choice.obstacles());
    }
    if (System.getProperty(CACHES) == null) {
      // Else it makes a folder in the current one where a user has no home.
      System.setProperty(CACHES, "false");
    }
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

  /** Unpacks them, if they aren't yet. Of what goes wrong {@link #problem} tells. */
  void unpack() {
    if (!unpacked && problem.isEmpty() && !candidates.isEmpty()) {
      LibrarySet.Choice choice = set.unpack(candidates);
      choice.folder().filter(folder -> choice.unpacked()).ifPresent(f -> tell(f, choice));
      use(choice);
    }
    unpacked = true;
  }

  /** Of the usual folder nobody needs to know. */
  private void tell(Path folder, LibrarySet.Choice choice) {
    if (!choice.obstacles().isEmpty() || folder.startsWith(UserFolders.temporary())) {
      LOG.warn(
          "TensorFlow's libraries, {} MB, are unpacked to {}, as {}; {}=FOLDER names another folder",
          set.bytes() / 1_000_000,
          folder,
          choice.obstacles().isEmpty()
              ? "this user has no home folder that can be written"
              : choice.obstacles(),
          LibraryPlaces.VARIABLE);
    }
  }

  /** Why they have no place, or an empty text. */
  String problem() {
    return problem;
  }

  /** Where they are or will be. */
  NativeLibraries.State state() {
    Optional<Path> folder =
        candidates.isEmpty() ? Optional.empty() : set.choose(candidates).folder();
    return new NativeLibraries.State(
        folder,
        set.bytes(),
        folder.filter(there -> set.missingIn(there).isEmpty()).isPresent(),
        problem);
  }

  private static String unusable(String obstacles) {
    return "TensorFlow's libraries can't be unpacked: " + obstacles + ". " + LibraryPlaces.ADVICE;
  }
}
