package org.imagebeam.classify.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.imagebeam.local.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPlaceTest {
  @Test
  void shouldHaveItsThumbnailsBesideIt() throws IOException {
    ReportPlace place = ReportPlace.of("report", "a/b.c.html");
    assertEquals(Path.of("a/b.c.html").toAbsolutePath().toString(), place.page());
    assertEquals(
        Path.of("a/b.c-thumbnails").toAbsolutePath().toString(), place.thumbnails().folder());
    assertEquals("gs://x/y.HTM", ReportPlace.of("report", "gs://x/y.HTM").page());
    assertEquals("gs://x/y-thumbnails", new ReportPlace("gs://x/y.HTM").thumbnails().folder());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.csv", "folder/", "html", "x.html/"})
  void shouldBeNamedAsAPage(String page) {
    InvalidValueException e =
        assertThrows(InvalidValueException.class, () -> ReportPlace.of("report", page));
    assertEquals(
        true,
        e.getMessage().endsWith("has to be a page's name, which ends in .html"),
        e.getMessage());
  }
}
