package org.imagebeam.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.download.RemoteFile;

/** The data sets that are known by name. */
final class DataCatalog {
  private static final String AUTHORITY = "the catalogue";

  /** The first is TensorFlow's own copy; yann.lecun.com, where they were, no longer has them. */
  private static final List<String> MIRRORS =
      List.of(
          "https://storage.googleapis.com/cvdf-datasets/mnist/",
          "https://ossci-datasets.s3.amazonaws.com/mnist/");

  private static final Entry MNIST =
      new Entry(
          "mnist",
          List.of(
              file(
                  "train-images-idx3-ubyte.gz",
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              file(
                  "train-labels-idx1-ubyte.gz",
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              file(
                  "t10k-images-idx3-ubyte.gz",
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              file(
                  "t10k-labels-idx1-ubyte.gz",
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

  private DataCatalog() {}

  /**
   * A data set.
   *
   * @param name also of its folder in the cache
   */
  record Entry(String name, List<RemoteFile> files) {
    Entry {
      files = List.copyOf(files);
    }
  }

  private static RemoteFile file(String name, long bytes, String sha256) {
    return new RemoteFile(
        name,
        MIRRORS.stream().map(mirror -> mirror + name).toList(),
        OptionalLong.of(bytes),
        Optional.of(sha256),
        AUTHORITY);
  }

  /** The one of that name. */
  static Optional<Entry> find(String name) {
    return MNIST.name().equals(name) ? Optional.of(MNIST) : Optional.empty();
  }
}
