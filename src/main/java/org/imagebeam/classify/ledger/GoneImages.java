package org.imagebeam.classify.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.input.InputPatterns;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the images that have rows and whose files are gone. Only what lies below a folder of the
 * input is looked for, and only if that folder is there: a disk that isn't mounted has lost
 * nothing. Not thread-safe.
 */
final class GoneImages {
  private static final Logger LOG = LoggerFactory.getLogger(GoneImages.class);

  private final InputImages listed;
  private final LedgerPolicy policy;
  private final List<String> roots = new ArrayList<>();

  /** Those with rows that aren't listed, by their paths: the newest row's version. */
  private final TreeMap<String, ImageKey> missing = new TreeMap<>();

  /** The numbers of those that are listed, and have rows. */
  private final BitSet present = new BitSet();

  private GoneImages(InputImages listed, LedgerPolicy policy) {
    this.listed = listed;
    this.policy = policy;
  }

  /**
   * Starts with none.
   *
   * @param input of the run, see {@link InputPatterns}
   * @param listed all that the run has listed
   * @param policy if it asks for nothing, none is found
   * @throws IOException if it can't be found out whether a folder is there
   */
  static GoneImages of(String input, InputImages listed, LedgerPolicy policy) throws IOException {
    GoneImages gone = new GoneImages(listed, policy);
    if (policy.prune() != LedgerPolicy.Prune.NOTHING) {
      for (String root : InputPatterns.roots(input)) {
        if (Storage.exists(root)) {
          gone.roots.add(root);
        } else {
          LOG.warn("'{}' is not there: the rows of its images are left as they are", root);
        }
      }
    }
    return gone;
  }

  /** Notes a row that is newer than those noted before. */
  void note(ImageKey image) {
    if (roots.isEmpty()) {
      return;
    }
    int number = listed.findPath(image.path());
    if (number >= 0) {
      present.set(number);
    } else if (roots.stream().anyMatch(root -> isBelow(image.path(), root))) {
      missing.put(image.path(), image);
    }
  }

  /** Notes that an image was marked before. */
  void noteMark(String path) {
    if (policy.prune() == LedgerPolicy.Prune.MARK) {
      missing.remove(path);
    }
  }

  private static boolean isBelow(String path, String root) {
    return path.startsWith(root)
        && (root.endsWith("/")
            || path.length() == root.length()
            || path.charAt(root.length()) == '/');
  }

  /**
   * Returns the images whose files are gone, sorted by path. A file that is only left out, or that
   * can't be looked at, isn't gone. Warns of each folder of the input below which more are gone
   * than the policy allows, and returns none below it: of several disks, one may be missing.
   */
  List<ImageKey> find() {
    List<ImageKey> gone = missing.values().stream().filter(image -> isGone(image.path())).toList();
    List<String> doubtful = new ArrayList<>();
    for (String root : roots) {
      long goneBelow = gone.stream().filter(image -> isBelow(image.path(), root)).count();
      if (goneBelow == 0) {
        continue;
      }
      long images = presentBelow(root) + missingBelow(root);
      if (goneBelow > policy.maxPruneRatio() * images) {
        LOG.warn(
            "{} of {} images with rows below '{}' are gone, which is more than the {} that may be:"
                + " the rows are left as they are; see that all disks are there",
            goneBelow,
            images,
            root,
            policy.maxPruneRatio());
        doubtful.add(root);
      }
    }
    return gone.stream()
        .filter(image -> doubtful.stream().noneMatch(root -> isBelow(image.path(), root)))
        .toList();
  }

  private long presentBelow(String root) {
    return present.stream().filter(number -> isBelow(listed.path(number), root)).count();
  }

  private long missingBelow(String root) {
    return missing.keySet().stream().filter(path -> isBelow(path, root)).count();
  }

  private static boolean isGone(String path) {
    try {
      return !Storage.exists(path) && !leadsNowhere(path);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a path is, or goes through, a symbolic link to what isn't there: a disk, maybe. */
  private static boolean leadsNowhere(String path) throws IOException {
    Path part = Storage.localPath(path).orElse(null);
    while (part != null && !Files.exists(part)) {
      if (Files.isSymbolicLink(part)) {
        return true;
      }
      part = part.getParent();
    }
    return false;
  }
}
