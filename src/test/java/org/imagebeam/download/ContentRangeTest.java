package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ContentRangeTest {
  @Test
  void shouldReadWhatServersWrite() {
    assertEquals(range(100, 200), ContentRange.parse("bytes 100-199/200"));
    assertEquals(range(-1, 200), ContentRange.parse("bytes */200"));
    assertEquals(
        Optional.of(new ContentRange(7, OptionalLong.empty())),
        ContentRange.parse(" bytes 7-8/* "));
  }

  @Test
  void shouldReadNothingElse() {
    for (String header : List.of("", "bytes", "bytes 1/2", "items 0-1/2", "bytes 0-1/-2", "x")) {
      assertEquals(Optional.empty(), ContentRange.parse(header), header);
    }
  }

  @Test
  void shouldKnowTheTotalByThePartToo() {
    ContentRange open = new ContentRange(7, OptionalLong.empty());
    assertEquals(OptionalLong.of(17), open.total(OptionalLong.of(10), 7));
    assertEquals(OptionalLong.empty(), open.total(OptionalLong.empty(), 7));
    assertEquals(
        OptionalLong.of(9), new ContentRange(7, OptionalLong.of(9)).total(OptionalLong.of(5), 7));
  }

  private static Optional<ContentRange> range(long first, long total) {
    return Optional.of(new ContentRange(first, OptionalLong.of(total)));
  }
}
