package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.FileFilter;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the images to learn from: a folder with one sub-folder a class. Immutable.
 *
 * @param folder as the user named it, local or {@code gs://}
 * @param filter says which files and folders of it are wanted
 * @param split by which the images are on sides
 * @param labels the names of the sub-folders, sorted
 * @param images all files in them and below, sorted by path; whether they are images is not known
 * @param problems places that could not be listed
 */
public record LabelledFolder(
    String folder,
    FileFilter filter,
    Split split,
    List<String> labels,
    List<LabelledImage> images,
    List<FileListing.Problem> problems) {
  /** The character that Java reads in place of bytes that are no text. */
  private static final char UNSPEAKABLE = '\ufffd';

  private static final Logger LOG = LoggerFactory.getLogger(LabelledFolder.class);

  public LabelledFolder {
    requireNonNull(folder, "folder is null");
    requireNonNull(filter, "filter is null");
    requireNonNull(split, "split is null");
    labels = List.copyOf(labels);
    images = List.copyOf(images);
    problems = List.copyOf(problems);
  }

  /**
   * Looks the images up. What the filter doesn't take is left out, with a count; so are files that
   * are in no sub-folder, with a warning. What isn't meant is no class, either.
   *
   * @throws InputException if there is no such folder, or it can't be read
   */
  public static LabelledFolder list(String folder, FileFilter filter, Split split) {
    return list(folder, filter, split, true);
  }

  /**
   * Lists the folder without warnings, where the user has had them before.
   *
   * @throws InputException likewise
   */
  public static LabelledFolder listAgain(String folder, FileFilter filter, Split split) {
    return list(folder, filter, split, false);
  }

  private static LabelledFolder list(String folder, FileFilter filter, Split split, boolean warns) {
    requireNonNull(split, "split is null");
    List<String> labels = new ArrayList<>();
    List<String> strays = new ArrayList<>();
    FileListing.LeftOut leftOut = FileListing.LeftOut.NOTHING;
    for (String entry : namesIn(folder)) {
      boolean isFolder = entry.endsWith("/");
      String name = isFolder ? entry.substring(0, entry.length() - 1) : entry;
      if (!filter.all() && FileFilter.isUnmeant(name)) {
        leftOut = leftOut.plus(new FileListing.LeftOut(1, 0));
      } else if (isFolder && !filter.takesFolder(name)) {
        leftOut = leftOut.plus(new FileListing.LeftOut(0, 1));
      } else if (isFolder) {
        labels.add(requireWritable(folder, name));
      } else {
        strays.add(name);
      }
    }
    if (warns && !strays.isEmpty()) {
      LOG.warn(
          "{} files of '{}' are in none of its sub-folders, so of no class, and are left out: {}",
          strays.size(),
          folder,
          NameList.some(strays));
    }
    // A path separator sorts behind some characters of names.
    labels.sort(Comparator.naturalOrder());
    List<LabelledImage> images = new ArrayList<>();
    List<FileListing.Problem> problems = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      FileListing listing =
          FileListing.expand(Storage.resolve(folder, labels.get(label) + "/"), filter);
      leftOut = leftOut.plus(listing.leftOut());
      problems.addAll(listing.problems());
      for (MatchResult.Metadata file : listing.files()) {
        images.add(new LabelledImage(file, label, split.of(file.resourceId().toString())));
      }
    }
    images.sort(Comparator.comparing(LabelledImage::path));
    if (warns) {
      say(folder, leftOut);
    }
    return new LabelledFolder(folder, filter, split, labels, images, problems);
  }

  private static void say(String folder, FileListing.LeftOut leftOut) {
    if (leftOut.unmeant() > 0) {
      LOG.info(
          "{} files or folders of '{}' are left out: they are hidden, or a system's own",
          leftOut.unmeant(),
          folder);
    }
    if (leftOut.excluded() > 0) {
      LOG.info("{} files or folders of '{}' are excluded", leftOut.excluded(), folder);
    }
  }

  private static List<String> namesIn(String folder) {
    try {
      if (!Storage.isFolder(folder)) {
        throw new InputException(
            Storage.exists(folder)
                ? "the image folder '"
                    + folder
                    + "' is a file: name a folder with a sub-folder a class"
                : "there is no image folder '" + folder + "'");
      }
      return Storage.list(folder);
    } catch (IOException e) {
      throw new InputException(
          "can't read the image folder '" + folder + "': " + e.getMessage(), e);
    }
  }

  /** Refuses a class's name that can't be a line of a file. */
  private static String requireWritable(String folder, String name) {
    if (name.indexOf(UNSPEAKABLE) >= 0) {
      throw new InputException(
          "the sub-folder '"
              + name
              + "' of '"
              + folder
              + "' can't name a class: rename it in UTF-8");
    }
    if (name.chars().anyMatch(Character::isISOControl) || !name.equals(name.strip())) {
      throw new InputException(
          "the sub-folder '"
              + name
              + "' of '"
              + folder
              + "' can't name a class: rename it, without line breaks and spaces around it");
    }
    return name;
  }

  /**
   * Checks that there is enough to learn from.
   *
   * @throws InputException if there isn't, saying of what
   */
  public void requireEnough() {
    requireEnough(Set.of());
  }

  /**
   * Checks that there is enough to learn from without some of the images, which turned out to be
   * unusable.
   *
   * @param leftOut their paths
   */
  public void requireEnough(Set<String> leftOut) {
    new ClassSizeCheck(this, leftOut).check();
  }

  /** Returns the class whose sub-folder a path is in, or empty if it is in none. */
  String labelOf(String path) {
    return labels.stream()
        .filter(label -> path.startsWith(listedPrefix(Storage.resolve(folder, label + "/"))))
        .findFirst()
        .orElse("");
  }

  /** Returns what the paths of a listing start with. */
  private static String listedPrefix(String root) {
    try {
      return Storage.localPath(root).map(path -> path + File.separator).orElse(root);
    } catch (IOException e) {
      // Then there is nothing in the listing, either.
      return root;
    }
  }
}
