package org.imagebeam.modelimport;

import com.fasterxml.jackson.core.type.TypeReference;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.imagebeam.local.Json;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * Remembers in a model folder which files an import wrote there, with their SHA-256, so that the
 * next one replaces these and nothing of a user's own. Stateless.
 */
final class ImportRecord {
  /** The file that remembers them. */
  static final String FILE = "imported.json";

  /** Stands for any content: a file that is being written. */
  private static final String ANY = "";

  /** Files that people put beside a model. */
  private static final Pattern BESIDE =
      Pattern.compile("\\..*|.*\\.(?i:md|txt|json)|(?i:readme|licen[cs]e|notice).*");

  private static final long MAX_BYTES = 1 << 16;
  private static final long MAX_FILE_BYTES = Integer.MAX_VALUE - 8L;

  private ImportRecord() {}

  /**
   * What of a folder an import replaces or deletes.
   *
   * @param there the files that it has
   */
  private static List<String> names(List<String> there) {
    List<String> names = new ArrayList<>(LabelFiles.ALL);
    names.add(ModelFolder.GRAPH);
    names.add(ModelFolder.SPEC);
    there.stream().filter(Heads::isLabelFile).forEach(names::add);
    return names;
  }

  private static List<String> files(String folder) throws IOException {
    return Storage.isFolder(folder) ? Storage.list(folder) : List.of();
  }

  /**
   * Sees that all files of a model that a folder has are as an import wrote them.
   *
   * @throws OutputException if one isn't
   * @throws IOException if one can't be read
   */
  static void requireOwn(String folder) throws IOException {
    Map<String, String> written = read(folder);
    List<String> there = files(folder);
    List<String> names = names(there);
    Optional<String> other =
        written.isEmpty()
            ? there.stream()
                .filter(name -> !names.contains(name) && !BESIDE.matcher(name).matches())
                .findFirst()
            : Optional.empty();
    if (other.isPresent()) {
      throw new OutputException(
          folder,
          "it is a folder of something else, which has '"
              + other.get()
              + "': name a new one for the model");
    }
    for (String name : names) {
      Optional<byte[]> content =
          Storage.readIfPresent(Storage.resolve(folder, name), MAX_FILE_BYTES);
      String known = written.get(name);
      boolean own =
          content.isEmpty()
              || (known != null && (known.equals(ANY) || known.equals(sha256(content.get()))));
      if (!own) {
        throw new OutputException(
            folder,
            (known == null
                    ? "its " + name + " is from elsewhere than an import"
                    : "its " + name + " was changed since it was imported")
                + ", and would be lost: name another folder, or delete this one first");
      }
    }
  }

  /**
   * Remembers that files are about to be written, so that what a killed import left is replaced.
   *
   * @param labelFiles the names of those that have the labels
   */
  static void begin(String folder, Set<String> labelFiles) throws IOException {
    Map<String, String> files = new TreeMap<>();
    names(files(folder)).forEach(name -> files.put(name, ANY));
    labelFiles.forEach(name -> files.put(name, ANY));
    Storage.createFolder(folder);
    write(folder, files);
  }

  /** Remembers the files as they are. */
  static void end(String folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String name : names(files(folder))) {
      Storage.readIfPresent(Storage.resolve(folder, name), MAX_FILE_BYTES)
          .ifPresent(content -> files.put(name, sha256(content)));
    }
    write(folder, files);
  }

  private static void write(String folder, Map<String, String> files) throws IOException {
    AtomicFile.write(Storage.resolve(folder, FILE), Json.INDENTED.writeValueAsBytes(files));
  }

  private static Map<String, String> read(String folder) throws IOException {
    Optional<byte[]> content = Storage.readIfPresent(Storage.resolve(folder, FILE), MAX_BYTES);
    if (content.isEmpty()) {
      return Map.of();
    }
    try {
      return Json.INDENTED.readValue(
          content.get(), new TypeReference<TreeMap<String, String>>() {});
    } catch (IOException e) {
      // It says nothing then, and nothing is replaced.
      return Map.of();
    }
  }

  private static String sha256(byte[] content) {
    return Hashing.sha256().hashBytes(content).toString();
  }
}
