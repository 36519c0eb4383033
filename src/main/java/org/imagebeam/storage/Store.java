package org.imagebeam.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;

/** One kind of storage. The methods are those of {@link Storage}, {@link FileListing} and so on. */
interface Store {
  Optional<Metadata> stat(String path) throws IOException;

  InputStream open(String path) throws IOException;

  default void requireNoPipe(String path) throws IOException {}

  Optional<FileVersion> version(String path) throws IOException;

  InputStream open(String path, FileVersion version, long offset) throws IOException;

  List<String> list(String folder) throws IOException;

  void delete(String path) throws IOException;

  void deleteRecursively(String folder) throws IOException;

  void createFolder(String folder) throws IOException;

  Optional<Path> localPath(String path) throws IOException;

  /**
   * Adds what a pattern matches, and the parts that could not be listed.
   *
   * @throws IOException if nothing of it could
   */
  void expand(String pattern, ListingBuilder listing) throws IOException;

  Destination destination(String target) throws IOException;
}
