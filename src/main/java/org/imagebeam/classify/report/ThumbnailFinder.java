package org.imagebeam.classify.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.storage.Storage;
import org.imagebeam.thumbnail.ThumbnailFolder;

/** Finds the thumbnails of images in the folders where they may be. */
final class ThumbnailFinder {
  private final List<ThumbnailFolder> folders = new ArrayList<>();
  private final List<ThumbnailFolder.Found> found = new ArrayList<>();

  /**
   * Looks what is there.
   *
   * @param candidates folders, of which some may be missing; of an image that has a thumbnail in
   *     several, the first one's counts
   * @throws IOException if one can't be read
   */
  ThumbnailFinder(List<ThumbnailFolder> candidates) throws IOException {
    for (ThumbnailFolder candidate : candidates) {
      if (!folders.contains(candidate) && Storage.isFolder(candidate.folder())) {
        folders.add(candidate);
        found.add(candidate.find());
      }
    }
  }

  /** Returns an image's thumbnail as the page names it: empty if there is none. */
  String find(String image) {
    if (found.isEmpty()) {
      return "";
    }
    String id = ThumbnailFolder.id(image);
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).has(id)) {
        return i == 0 ? id : id + "." + i;
      }
    }
    return "";
  }

  /** Returns the addresses of the folders, each with a slash at its end. */
  List<String> addresses(ImageLinks links) {
    return folders.stream().map(folder -> links.of(folder.folder() + "/")).toList();
  }
}
