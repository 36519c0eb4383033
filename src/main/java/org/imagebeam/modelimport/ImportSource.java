package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.download.Downloader;
import org.imagebeam.foreign.ForeignFiles;
import org.imagebeam.foreign.ForeignFormat;
import org.imagebeam.model.ModelCatalog;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.SavedModels;
import org.imagebeam.storage.Storage;

/**
 * What a model is imported from. Immutable.
 *
 * @param kind what it is
 * @param path where it is, local or {@code gs://}: a SavedModel's folder, a checkpoint's prefix, a
 *     graph's file, or a model folder
 */
public record ImportSource(Kind kind, String path) {
  private static final Set<ForeignFormat> GRAPHS =
      Set.of(ForeignFormat.GRAPH, ForeignFormat.TEXT_GRAPH);

  private static final Pattern GRAPH_NAME = Pattern.compile("\\.(pb|pbtxt)$");

  private static final int START_BYTES = 1 << 16;
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  /** What models are imported from. */
  public enum Kind {
    /** A folder with {@code saved_model.pb}. */
    SAVED_MODEL,
    /** A file with a frozen graph. */
    GRAPH,
    /** A checkpoint with its graph in a {@code .meta} file. */
    CHECKPOINT,
    /** What an import makes, which can be used as it is. */
    MODEL_FOLDER
  }

  public ImportSource {
    requireNonNull(kind, "kind is null");
    requireNonNull(path, "path is null");
  }

  /**
   * Finds what a path is of: a SavedModel's folder or file, a model folder, a checkpoint's prefix,
   * folder or one of its files, or a file with a graph; nothing if it is of something else.
   *
   * @throws org.imagebeam.checkpoint.table.CheckpointException if a folder's checkpoint can't be
   *     found out
   * @throws IOException if files can't be looked for
   */
  public static Optional<ImportSource> find(String path) throws IOException {
    requireNonNull(path, "path is null");
    if (path.isEmpty() || Downloader.isHttp(path)) {
      return Optional.empty();
    }
    String graph = Storage.resolve(path, ModelFolder.GRAPH);
    if (Storage.exists(graph)) {
      return Optional.of(
          Storage.exists(Storage.resolve(path, ModelFolder.SPEC)) || hasNamesOf2015(graph)
              ? new ImportSource(Kind.MODEL_FOLDER, path)
              : new ImportSource(Kind.GRAPH, graph));
    }
    Optional<String> savedModel = SavedModels.folder(path);
    if (savedModel.isPresent()) {
      return Optional.of(new ImportSource(Kind.SAVED_MODEL, savedModel.get()));
    }
    Optional<String> checkpoint = checkpointPrefix(path);
    if (checkpoint.isPresent()) {
      return Optional.of(new ImportSource(Kind.CHECKPOINT, checkpoint.get()));
    }
    Optional<ForeignFormat> format = ForeignFiles.format(path);
    // An empty one, or one that isn't what it is called, is refused as what it is called.
    boolean isGraph =
        format.isPresent()
            ? GRAPHS.contains(format.get())
            : GRAPH_NAME.matcher(path).find() && Storage.isFile(path);
    return isGraph ? Optional.of(new ImportSource(Kind.GRAPH, path)) : Optional.empty();
  }

  /** Whether a graph has the names that hold where no {@code model.json} states others. */
  private static boolean hasNamesOf2015(String graph) throws IOException {
    byte[] name = ModelSpec.INCEPTION_2015.input().getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Storage.open(graph)) {
      // It is the first of its nodes.
      byte[] start = in.readNBytes(START_BYTES);
      return Bytes.indexOf(start, name) >= 0
          || Bytes.indexOf(Storage.readAll(graph, MAX_BYTES), name) >= 0;
    }
  }

  /**
   * Finds what is imported before it can be used: nothing if a path or name is of a model that can
   * be used as it is, or of no model at all.
   *
   * @throws IOException if files can't be looked for
   */
  static Optional<ImportSource> findForeign(String model) throws IOException {
    requireNonNull(model, "model is null");
    return ModelCatalog.find(model).isPresent()
        ? Optional.empty()
        : find(model).filter(source -> source.kind != Kind.MODEL_FOLDER);
  }

  /**
   * Finds what a path is of.
   *
   * @throws ModelException NOT_FOUND if there is nothing; UNUSABLE if it is of something else,
   *     which is named
   * @throws IOException if files can't be looked for
   */
  static ImportSource require(String path) throws IOException {
    Optional<ImportSource> found = find(path);
    if (found.isPresent()) {
      return found.get();
    }
    if (Storage.isFolder(path)) {
      throw new ModelException(
          ModelException.Kind.NOT_FOUND,
          "the folder '"
              + path
              + "' has no model: neither "
              + SavedModels.BINARY
              + ", nor a checkpoint, nor "
              + ModelFolder.GRAPH);
    }
    if (!Storage.exists(path)) {
      throw new ModelException(ModelException.Kind.NOT_FOUND, "there is no model '" + path + "'");
    }
    if (ForeignFiles.format(path).isPresent()) {
      // Says what the file is, and what makes something of it that can be imported.
      ModelFolder.open(path);
    }
    return new ImportSource(Kind.GRAPH, path);
  }

  /** The files by which a version of it is known. */
  List<String> files() {
    return switch (kind) {
      case SAVED_MODEL ->
          List.of(
              Storage.resolve(path, SavedModels.BINARY),
              Storage.resolve(path, SavedModels.TEXT),
              Storage.resolve(path, SavedModels.VARIABLES + ".index"));
      case CHECKPOINT -> List.of(path + ".index", MetaGraph.beside(path));
      case GRAPH -> List.of(path);
      case MODEL_FOLDER -> List.of(Storage.resolve(path, ModelFolder.GRAPH));
    };
  }

  private static Optional<String> checkpointPrefix(String path) throws IOException {
    if (Storage.isFolder(path)) {
      return new CheckpointFolder(path).findLatest();
    }
    boolean isFile =
        Storage.exists(path) && !path.matches(".*\\.(index|meta|data-[0-9-]+of-[0-9]+)");
    boolean isPrefix = Storage.exists(path + ".index") || Storage.exists(MetaGraph.beside(path));
    if ((isFile && !isPrefix) || (!isFile && !isPrefix && !Storage.exists(path))) {
      return Optional.empty();
    }
    return Optional.of(CheckpointFolder.prefixOf(path));
  }
}
