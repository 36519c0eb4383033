package org.imagebeam.classify.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.thumbnail.ThumbnailFolder;

/** Makes a page of tables, whole or not at all. */
public final class Report {
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

  private Report() {}

  /**
   * Writes a page.
   *
   * @param title any text
   * @param tables whose rows it shows
   * @param place of the page; thumbnails are looked for beside it, and then beside the tables
   * @return how many rows it shows
   * @throws IOException if a table can't be read, or the page can't be written
   */
  public static long write(String title, ReportTables tables, ReportPlace place)
      throws IOException {
    requireNonNull(title, "title is null");
    place.requireReplaceable();
    List<ThumbnailFolder> thumbnails = new ArrayList<>(List.of(place.thumbnails()));
    thumbnails.addAll(tables.thumbnails());
    long[] rows = {0};
    try (AtomicFile file = AtomicFile.create(place.page())) {
      PageWriter page =
          new PageWriter(
              file.out(),
              PageTemplate.of(title),
              new ImageLinks(place.folder()),
              new ThumbnailFinder(thumbnails));
      CurrentRows.read(
          tables,
          row -> {
            page.add(row);
            rows[0]++;
          });
      page.finish(ZonedDateTime.now(ZoneOffset.UTC).format(WRITTEN));
      file.commit();
    }
    return rows[0];
  }
}
