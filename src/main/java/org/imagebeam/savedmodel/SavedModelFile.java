package org.imagebeam.savedmodel;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.imagebeam.graph.TextProtos;
import org.imagebeam.local.TextBytes;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelException.Kind;
import org.imagebeam.model.SavedModels;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** Reads {@code saved_model.pb}, or {@code saved_model.pbtxt}, of a SavedModel's folder. */
final class SavedModelFile {

  /** The tag of the graph that is for use, beside which there may be one for training. */
  private static final String SERVE = "serve";

  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  private SavedModelFile() {}

  /**
   * Reads the graph that is tagged for serving.
   *
   * @param folder local or {@code gs://}
   * @throws ModelException NOT_FOUND if there is no such file; UNUSABLE if it is damaged, or has no
   *     graph for serving
   * @throws IOException if the file can't be read
   */
  static MetaGraphDef read(String folder) throws IOException {
    requireNonNull(folder, "folder is null");
    String binary = Storage.resolve(folder, SavedModels.BINARY);
    String text = Storage.resolve(folder, SavedModels.TEXT);
    if (Storage.exists(binary)) {
      return graphForServing(parse(Storage.readAll(binary, MAX_BYTES), binary), binary);
    }
    if (Storage.exists(text)) {
      return graphForServing(parseText(Storage.readAll(text, MAX_BYTES), text), text);
    }
    throw new ModelException(
        Kind.NOT_FOUND, "'" + folder + "' is no SavedModel: it has no file " + SavedModels.BINARY);
  }

  private static SavedModel parse(byte[] content, String file) {
    try {
      return SavedModel.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(
          Kind.UNUSABLE, file + " is damaged: it doesn't hold a SavedModel", e);
    }
  }

  private static SavedModel parseText(byte[] content, String file) throws IOException {
    SavedModel.Builder model = SavedModel.newBuilder();
    try {
      TextProtos.merge(TextBytes.decode(content), model);
    } catch (TextFormat.ParseException e) {
      throw new ModelException(
          Kind.UNUSABLE, file + " is damaged: it doesn't hold a SavedModel: " + e.getMessage(), e);
    }
    return model.build();
  }

  private static MetaGraphDef graphForServing(SavedModel model, String file) {
    List<MetaGraphDef> serving =
        model.getMetaGraphsList().stream()
            .filter(graph -> graph.getMetaInfoDef().getTagsList().contains(SERVE))
            .toList();
    if (model.getMetaGraphsCount() == 0) {
      throw new ModelException(
          Kind.UNUSABLE, file + " is damaged: it holds no graph. Copy or export it again");
    }
    if (serving.isEmpty()) {
      // Modules of TensorFlow Hub tag nothing but the graph for training.
      Optional<MetaGraphDef> untagged =
          model.getMetaGraphsList().stream()
              .filter(graph -> graph.getMetaInfoDef().getTagsCount() == 0)
              .findFirst();
      if (untagged.isPresent()) {
        return untagged.get();
      }
      throw new ModelException(
          Kind.UNUSABLE,
          file
              + " has no graph with the tag '"
              + SERVE
              + "'; it has "
              + model.getMetaGraphsList().stream()
                  .map(graph -> graph.getMetaInfoDef().getTagsList().toString())
                  .collect(Collectors.joining(", ", "", "."))
              + " Export the model for serving.");
    }
    // A SavedModel for accelerators has a second one, tagged for these as well.
    return serving.stream()
        .filter(graph -> graph.getMetaInfoDef().getTagsCount() == 1)
        .findFirst()
        .orElse(serving.get(0));
  }
}
