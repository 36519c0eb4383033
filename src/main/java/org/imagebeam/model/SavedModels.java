package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.SavedModel;

/** Recognises TensorFlow's SavedModels, which are imported, and says what to do with one. */
public final class SavedModels {
  /** The file of a SavedModel's graph. */
  public static final String BINARY = "saved_model.pb";

  /** That file as text. */
  public static final String TEXT = "saved_model.pbtxt";

  /** The prefix of the checkpoint in a SavedModel's folder. */
  public static final String VARIABLES = "variables/variables";

  private SavedModels() {}

  /**
   * Whether a path is a SavedModel: a folder with {@code saved_model.pb} or {@code
   * saved_model.pbtxt}, or that file.
   *
   * @throws IOException if that can't be found out
   */
  public static boolean isOne(String path) throws IOException {
    return folder(requireNonNull(path, "path is null")).isPresent();
  }

  /** Whether a file's bytes are those of a {@code saved_model.pb}, whatever the file is called. */
  static boolean isContentOfOne(byte[] content) {
    try {
      SavedModel model = SavedModel.parseFrom(content);
      return model.getMetaGraphsCount() > 0
          && model.getMetaGraphs(0).getGraphDef().getNodeCount() > 0;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /**
   * Returns the folder of the SavedModel that a path names, by itself or by its file; nothing if it
   * names none.
   *
   * @throws IOException if that can't be found out
   */
  public static Optional<String> folder(String path) throws IOException {
    for (String name : List.of(BINARY, TEXT)) {
      boolean named = path.equals(name) || path.endsWith("/" + name);
      if (named && Storage.exists(path)) {
        String folder = path.substring(0, path.length() - name.length());
        return Optional.of(folder.isEmpty() ? "." : folder.substring(0, folder.length() - 1));
      }
      if (!path.isEmpty()
          && Storage.isFolder(path)
          && Storage.exists(Storage.resolve(path, name))) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /**
   * What to say where a checkpoint is wanted and a SavedModel is given.
   *
   * @throws IOException if its files can't be looked for
   */
  public static String noCheckpoint(String path) throws IOException {
    String folder = folder(path).orElse(path);
    String variables = Storage.resolve(folder, VARIABLES);
    return path
        + " is a SavedModel and no checkpoint"
        + (Storage.exists(variables + ".index")
            ? ": the checkpoint of its variables is " + variables
            : "; it has no variables")
        + ". To classify with it, "
        + ForeignModel.IMPORT;
  }
}
