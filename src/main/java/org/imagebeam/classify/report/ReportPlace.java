package org.imagebeam.classify.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.OutputException;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.imagebeam.thumbnail.ThumbnailFolder;

/**
 * Where a page lies. Its thumbnails are in a folder beside it: those of {@code night.html} in
 * {@code night-thumbnails}.
 *
 * @param page its path; absolute, if local
 */
public record ReportPlace(String page) {
  private static final String THUMBNAILS = "-thumbnails";

  public ReportPlace {
    requireNonNull(page, "page is null");
  }

  /**
   * Makes the place of a page.
   *
   * @param setting that names it, for messages
   * @param page a path that ends in {@code .html} or {@code .htm}
   * @throws InvalidValueException if it ends otherwise
   * @throws IOException if it is no valid path on this machine
   */
  public static ReportPlace of(String setting, String page) throws IOException {
    String lower = page.toLowerCase(Locale.ROOT);
    if (!lower.endsWith(".html") && !lower.endsWith(".htm")) {
      throw InvalidValueException.of(
          setting, "is '" + page + "', and has to be a page's name, which ends in .html");
    }
    return new ReportPlace(Storage.localPath(page).map(Path::toString).orElse(page));
  }

  /** Returns the folder of the thumbnails. */
  public ThumbnailFolder thumbnails() {
    return new ThumbnailFolder(page.substring(0, page.lastIndexOf('.')) + THUMBNAILS);
  }

  /** Returns the folder that holds the page, with a slash at its end. */
  String folder() {
    return page.substring(0, page.lastIndexOf('/') + 1);
  }

  /**
   * Sees that nothing is there that a page can't replace.
   *
   * @throws OutputException if a file is there that is no such page, or a folder
   * @throws IOException if that can't be found out
   */
  public void requireReplaceable() throws IOException {
    Optional<Metadata> there = Storage.stat(page);
    if (there.isEmpty()) {
      return;
    }
    if (there.get().resourceId().isDirectory()) {
      throw new OutputException(page, "it is a folder; name another page");
    }
    Storage.requireNoPipe(page);
    if (there.get().sizeBytes() == 0) {
      return;
    }
    byte[] start = PageTemplate.START.getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Storage.open(page)) {
      if (!new String(in.readNBytes(start.length), StandardCharsets.UTF_8)
          .equals(PageTemplate.START)) {
        throw new OutputException(
            page,
            "there is a file which isn't a report of imagebeam's, and is not replaced: move it away,"
                + " or name another page");
      }
    }
  }

  /**
   * Sees that the page and its thumbnails can be written; makes missing folders.
   *
   * @throws OutputException if not
   */
  public void requireWritable() throws IOException {
    AtomicFile.requireWritable(page);
    thumbnails().requireWritable();
  }
}
