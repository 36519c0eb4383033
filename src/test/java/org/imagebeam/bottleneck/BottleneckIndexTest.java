package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class BottleneckIndexTest {
  private static final List<LabelledImage> IMAGES =
      List.of(
          new LabelledImage(CacheFixture.file("/a", 1, 2), 0, Side.TRAINING),
          new LabelledImage(CacheFixture.file("/b", 1, 2), 0, Side.TESTING),
          new LabelledImage(CacheFixture.file("/c", 1, 2), 0, Side.VALIDATION),
          new LabelledImage(CacheFixture.file("/d", 1, 2), 0, Side.TRAINING));

  @Test
  void shouldNumberCopiesOfTrainingImagesOnly() {
    BottleneckIndex slots = new BottleneckIndex(IMAGES, CacheFixture.settings("m", 2));
    assertEquals(8, slots.count());
    assertEquals(
        List.of(0, 3, 4, 5),
        List.of(slots.first(0), slots.first(1), slots.first(2), slots.first(3)));
    assertEquals(3, slots.variants(3));
    assertEquals(1, slots.variants(1));
    int[] images = {0, 0, 0, 1, 2, 3, 3, 3};
    for (int slot = 0; slot < images.length; slot++) {
      assertEquals(images[slot], slots.imageOf(slot));
    }
  }

  @Test
  void shouldFindWhatIsWanted() {
    BottleneckIndex slots = new BottleneckIndex(IMAGES, CacheFixture.settings("m", 2));
    assertEquals(7, slots.slot(new BottleneckKey("/d", 1, 2, 2)));
    assertEquals(-1, slots.slot(new BottleneckKey("/d", 1, 2, 3)));
    assertEquals(-1, slots.slot(new BottleneckKey("/b", 1, 2, 1)));
    assertEquals(-1, slots.slot(new BottleneckKey("/e", 1, 2, 0)));
    assertEquals(-1, slots.slot(new BottleneckKey("/a", 2, 2, 0)));
    assertEquals(-1, slots.slot(new BottleneckKey("/a", 1, 1, 0)));
  }

  @Test
  void shouldBeEmptyWithoutImages() {
    assertEquals(0, new BottleneckIndex(List.of(), CacheFixture.settings("m", 0)).count());
  }
}
