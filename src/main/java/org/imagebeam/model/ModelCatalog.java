package org.imagebeam.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.download.RemoteFile;

/** The models that are known by name. */
public final class ModelCatalog {
  private static final String AUTHORITY = "the catalogue";

  /**
   * The archive's length is what TensorFlow's own classify_image.py printed on fetching it. No
   * digest of the archive was ever published, so it is recorded at the first fetch; that of the
   * graph in it (95,673,916 bytes) is known from those who evaluate image generators with the same
   * file.
   */
  private static final CatalogEntry INCEPTION_V3 =
      new CatalogEntry(
          "inception-v3",
          Optional.of(
              new RemoteFile(
                  "inception-v3",
                  List.of(
                      "http://download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz",
                      "https://storage.googleapis.com/download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz"),
                  OptionalLong.of(88_931_400),
                  Optional.empty(),
                  AUTHORITY)),
          Optional.of("009d6814d1bc560d4e7b236e170e9b2d5ca6f4b57bd8037f6db05776204415c6"),
          "Apache-2.0",
          "Inception v3 of 2015-12-05: 1000 classes of ImageNet, 299x299 pixels, exact and slow");

  private static final CatalogEntry EMBEDDED =
      new CatalogEntry(
          ModelFolder.EMBEDDED,
          Optional.empty(),
          Optional.empty(),
          "Apache-2.0",
          "EfficientNet-Lite0: 1000 classes of ImageNet, 224x224 pixels, fast; the default");

  private static final List<CatalogEntry> ENTRIES = List.of(EMBEDDED, INCEPTION_V3);

  private ModelCatalog() {}

  /** All of them. */
  public static List<CatalogEntry> entries() {
    return ENTRIES;
  }

  /** The one of that name. */
  public static Optional<CatalogEntry> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }
}
