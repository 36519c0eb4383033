package org.imagebeam.storage;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.local.HeapException;
import org.imagebeam.local.HeapNeed;

/**
 * Collects a {@link FileListing}: sorts at the end, and drops what is there twice. Files that there
 * is no heap for are counted alone, so that {@link #build} can say how much they need.
 */
final class ListingBuilder {
  private static final Comparator<Metadata> BY_PATH =
      Comparator.comparing(file -> file.resourceId().toString());

  private final List<Metadata> files = new ArrayList<>();
  private final List<FileListing.Problem> problems = new ArrayList<>();
  private final FileFilter filter;
  private long count;
  private long unmeant;
  private long excluded;

  ListingBuilder(FileFilter filter) {
    this.filter = filter;
  }

  /** Returns the filter for the files of one pattern; see {@link FileFilter#below}. */
  FileFilter.Scope below(String root, String pattern) {
    return filter.below(root, pattern);
  }

  /** Counts what isn't wanted, and says whether a file or a folder is. */
  boolean isWanted(FileFilter.Verdict verdict) {
    switch (verdict) {
      case UNMEANT -> unmeant++;
      case EXCLUDED -> excluded++;
      case WANTED -> {
        return true;
      }
    }
    return false;
  }

  void file(Metadata metadata) {
    count++;
    if (HeapNeed.hasRoomFor(count)) {
      files.add(metadata);
    }
  }

  /** Adds a problem; what is wrong is to be read after the path. */
  void problem(String path, String whatIsWrong) {
    problems.add(new FileListing.Problem(path, path + " " + whatIsWrong));
  }

  /** Adds a problem that its message describes, path and all. */
  void problem(String path, IOException e) {
    problems.add(new FileListing.Problem(path, requireNonNullElse(e.getMessage(), e.toString())));
  }

  /**
   * Ends the listing.
   *
   * @throws HeapException if there is no heap for all files
   */
  FileListing build() {
    HeapNeed.requireRoomFor(count);
    files.sort(BY_PATH);
    List<Metadata> distinct = new ArrayList<>(files.size());
    String last = null;
    for (Metadata file : files) {
      String path = file.resourceId().toString();
      if (!path.equals(last)) {
        distinct.add(file);
      }
      last = path;
    }
    return new FileListing(distinct, problems, new FileListing.LeftOut(unmeant, excluded));
  }
}
