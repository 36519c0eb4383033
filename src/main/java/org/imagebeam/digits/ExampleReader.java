package org.imagebeam.digits;

import java.io.IOException;
import java.util.function.Consumer;
import org.imagebeam.pipeline.InputException;

/** Reads images and labels side by side, in chunks. */
final class ExampleReader {
  /** Examples that travel together. */
  static final int CHUNK = 1000;

  private static final int IMAGES = 3;
  private static final int LABELS = 1;

  private ExampleReader() {}

  /**
   * Reads two files to their ends.
   *
   * @param first the number that their first example gets
   * @param count of the examples that they must have
   * @throws InputException if a file is damaged, a label out of range, or the numbers differ
   */
  static void read(
      IdxFolder.Pair files, DatasetShape shape, int first, int count, Consumer<ExampleChunk> out)
      throws IOException {
    try (IdxFile images = IdxFile.open(files.images(), IMAGES);
        IdxFile labels = IdxFile.open(files.labels(), LABELS)) {
      requireCount(files.images(), images.count(), count);
      requireCount(files.labels(), labels.count(), count);
      for (int done = 0; done < count; done += CHUNK) {
        int size = Math.min(CHUNK, count - done);
        byte[] chunk = labels.read(size);
        requireDigits(files.labels(), chunk, done);
        byte[] pixels = images.read(Math.multiplyExact(size, shape.features()));
        out.accept(new ExampleChunk(first + done, pixels, chunk));
      }
      images.requireEnd();
      labels.requireEnd();
    }
  }

  private static void requireCount(String file, int count, int expected) {
    if (count != expected) {
      throw new InputException(
          file
              + " has "
              + count
              + " entries, and "
              + expected
              + " are expected: it was replaced while it was read; run again");
    }
  }

  private static void requireDigits(String file, byte[] labels, int before) {
    for (int i = 0; i < labels.length; i++) {
      int label = Byte.toUnsignedInt(labels[i]);
      if (label >= DatasetShape.CLASSES) {
        throw new InputException(
            file
                + ": label "
                + (before + i)
                + " (counted from 0) is "
                + label
                + ", and must be from 0 to "
                + (DatasetShape.CLASSES - 1)
                + IdxFile.ADVICE);
      }
    }
  }
}
