package org.imagebeam.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.local.UserFolders;
import org.imagebeam.session.NativeLibraries;

/** Looks at the folders that imagebeam uses by itself, and how large they are. */
final class FolderFindings {
  private FolderFindings() {}

  static List<Finding> all() throws IOException {
    List<Finding> found = new ArrayList<>();
    found.add(libraries(NativeLibraries.inspect()));
    found.add(modelCache());
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    FolderFacts facts = FolderFacts.of(temporary);
    found.add(
        facts.exists() && facts.writable()
            ? Finding.fine("temporary", facts.text())
            : Finding.remark(
                "temporary",
                facts.text()
                    + "; gs:// and models of other formats need it: set TMPDIR to a folder that can"
                    + " be written"));
    found.add(home());
    Optional<Finding> left = leftByJavaCpp();
    left.ifPresent(found::add);
    return found;
  }

  private static Finding libraries(NativeLibraries.State state) throws IOException {
    if (!state.problem().isEmpty()) {
      return Finding.problem("libraries", state.problem());
    }
    if (state.folder().isEmpty()) {
      return Finding.fine("libraries", "unpacked by JavaCPP");
    }
    String size = FolderFacts.megabytes(state.bytes());
    return Finding.fine(
        "libraries",
        FolderFacts.of(state.folder().get()).text()
            + "; "
            + (state.whole() ? size + " are unpacked" : size + " are to be unpacked"));
  }

  private static Finding modelCache() throws IOException {
    Path cache = UserFolders.cache();
    FolderFacts facts = FolderFacts.of(cache);
    String text =
        facts.text()
            + "; models and what was made of them take "
            + FolderFacts.megabytes(FolderFacts.bytes(cache, cache.resolve(".native")));
    return facts.writable()
        ? Finding.fine("model cache", text)
        : Finding.remark(
            "model cache",
            text
                + "; models can't be fetched to it, and each run tries its model anew: set"
                + " XDG_CACHE_HOME to a folder that can be written");
  }

  private static Finding home() throws IOException {
    Optional<Path> home = UserFolders.home();
    return home.isPresent()
        ? Finding.fine("home", FolderFacts.of(home.get()).text())
        : Finding.fine("home", "none; the user's own folder is " + UserFolders.temporary());
  }

  /** Where libraries were unpacked to before imagebeam did so itself. */
  private static Optional<Finding> leftByJavaCpp() throws IOException {
    Optional<Path> cache = UserFolders.home().map(home -> home.resolve(".javacpp/cache"));
    if (cache.filter(Files::isDirectory).isEmpty()) {
      return Optional.empty();
    }
    long bytes = FolderFacts.bytes(cache.get(), cache.get().resolve(".none"));
    return bytes == 0
        ? Optional.empty()
        : Optional.of(
            Finding.remark(
                "JavaCPP",
                cache.get()
                    + " holds "
                    + FolderFacts.megabytes(bytes)
                    + ", which this version no longer uses: remove it if no other program of yours"
                    + " does"));
  }
}
