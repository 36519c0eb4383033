package org.imagebeam.classify.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageLinksTest {
  @ParameterizedTest
  @CsvSource({
    "/w/out/, /w/out/, ./",
    "/w/out/, /w/out/a b/c/, ./a%20b/c/",
    "/w/out/, /w/photos/x/, ./../photos/x/",
    "/w/out/, /w/, ./../",
    "/w/a/b/, /w/photos/, file:///w/photos/",
    "/out/, /photos/ü#?%/, file:///photos/%C3%BC%23%3F%25/",
    "/w/out/, /w/out/a:b/, ./a:b/",
    "/w/out/, file:///w/%FF/, file:///w/%FF/",
    "/w/out/, gs://bucket/photos/, ''",
    "/w/out/, '', ''",
    "gs://bucket/, gs://bucket/photos/, ./photos/",
    "gs://bucket/out/, gs://bucket/photos/, ./../photos/",
    "gs://bucket/, gs://other/photos/, ''",
    "gs://bucket/out/, /photos/, file:///photos/"
  })
  void shouldNameFoldersAsTheBrowserFindsThem(String page, String folder, String expected) {
    assertEquals(expected, new ImageLinks(page).of(folder));
  }

  @Test
  void shouldNameAFolderWithHalfACharacter() {
    assertEquals("./a%3F/", new ImageLinks("/w/").of("/w/a\ud800/"));
  }
}
