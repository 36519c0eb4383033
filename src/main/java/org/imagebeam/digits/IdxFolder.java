package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.Storage;

/**
 * A folder with the four files of MNIST, or of what is laid out like it.
 *
 * @param training the examples to learn from
 * @param test the examples to measure with
 */
record IdxFolder(Pair training, Pair test) implements Serializable {
  private static final List<String> ENDINGS = List.of(".gz", "");

  /** Images and their labels: the paths of two files. */
  record Pair(String images, String labels) implements Serializable {
    Pair {
      requireNonNull(images, "images is null");
      requireNonNull(labels, "labels is null");
    }
  }

  IdxFolder {
    requireNonNull(training, "training is null");
    requireNonNull(test, "test is null");
  }

  /**
   * Finds the files, packed or not, under the names of the originals. Reads none.
   *
   * @param folder local or {@code gs://}
   * @throws InputException if it is none, or lacks a file
   * @throws IOException if it can't be looked at
   */
  static IdxFolder open(String folder) throws IOException {
    if (!Storage.isFolder(folder)) {
      throw new InputException(
          "there is no folder --data="
              + folder
              + ": name one that holds the four idx files of MNIST, or 'mnist' to fetch them");
    }
    List<String> names = Storage.list(folder);
    return new IdxFolder(
        new Pair(
            find(folder, names, "train-images", "idx3-ubyte"),
            find(folder, names, "train-labels", "idx1-ubyte")),
        new Pair(
            find(folder, names, "t10k-images", "idx3-ubyte"),
            find(folder, names, "t10k-labels", "idx1-ubyte")));
  }

  /** Finds a file, packed or not; some unpackers put a dot where the original has a hyphen. */
  private static String find(String folder, List<String> names, String stem, String type) {
    for (String ending : ENDINGS) {
      for (String separator : List.of("-", ".")) {
        String name = stem + separator + type + ending;
        if (names.contains(name)) {
          return Storage.resolve(folder, name);
        }
      }
    }
    throw new InputException(
        "--data="
            + folder
            + " has no "
            + stem
            + "-"
            + type
            + ".gz (nor one that is unpacked): it must hold the four idx files of MNIST; 'mnist'"
            + " fetches them");
  }
}
