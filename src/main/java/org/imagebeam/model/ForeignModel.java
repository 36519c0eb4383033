package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.download.Downloader;
import org.imagebeam.foreign.ForeignFiles;
import org.imagebeam.foreign.ForeignFormat;
import org.imagebeam.local.Remedy;
import org.imagebeam.storage.Storage;

/** Says how to make a model folder of what other programs and formats call a model. */
final class ForeignModel {
  /** What to do with a model that is read, and isn't a model folder. */
  static final String IMPORT = "import it as a model folder, and name that";

  private static final String EXPORTED = "SAVED";

  private static final String IMPORT_EXPORTED =
      "import " + EXPORTED + " as a model folder, and name that";

  /** Files of these names are looked into where a folder is no model folder. */
  private static final List<String> ENDINGS =
      List.of(
          ".keras",
          ".h5",
          ".hdf5",
          ".onnx",
          ".tflite",
          ".pt",
          ".pth",
          ".bin",
          ".safetensors",
          ".npz",
          ".pb",
          ".pbtxt",
          ".index",
          ".meta",
          ".ckpt",
          ".json");

  private ForeignModel() {}

  /**
   * What a file or folder is.
   *
   * @param text what it is and what to do with it, to be read after its path
   * @param importable whether it can be imported as it is
   */
  record Found(String text, boolean importable) {
    private Found behind(String words) {
      return new Found(words + text, importable);
    }
  }

  /**
   * Says what a file or folder is that isn't a model folder or an archive of one, and what to do
   * with it.
   *
   * @param path local or {@code gs://}
   * @param shown the path that commands are to name
   * @return nothing if it isn't there, or of no known format
   * @throws IOException if it can't be read
   */
  static Optional<Found> of(String path, String shown) throws IOException {
    if (SavedModels.isOne(requireNonNull(path, "path is null"))) {
      return Optional.of(new Found("is a SavedModel and no model folder: " + IMPORT, true));
    }
    Optional<ForeignFormat> format = ForeignFiles.format(path);
    if (format.isEmpty() && isPrefix(path)) {
      format = Optional.of(ForeignFormat.CHECKPOINT);
    }
    return format.map(
        found ->
            new Found(
                "is " + found.words() + " and no model folder: " + advice(found, shown),
                advice(found, shown).equals(IMPORT)));
  }

  /**
   * Says what the content of a file is that should be a frozen graph, and what to do with it; to be
   * read after its path.
   *
   * @return nothing if it may be meant for one
   */
  static Optional<String> ofGraph(byte[] content, String path) {
    return ForeignFiles.format(content)
        .filter(format -> format != ForeignFormat.GRAPH)
        .map(found -> "is " + found.words() + " and no frozen graph: " + advice(found, path));
  }

  private static boolean isPrefix(String path) throws IOException {
    return !path.endsWith("/") && Storage.isFile(path + ".index");
  }

  /**
   * Says what a folder without a frozen graph holds instead, and what to do with it.
   *
   * @param folder local or {@code gs://}
   * @param shown the path that is to be named
   * @return nothing if nothing in it is of a known format
   * @throws IOException if it can't be read
   */
  static Optional<Found> in(String folder, String shown) throws IOException {
    if (SavedModels.isOne(folder)) {
      return of(folder, shown).map(found -> found.behind("'" + shown + "' "));
    }
    for (String name : Storage.list(folder)) {
      if (ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
        String file = Storage.resolve(shown, name);
        Optional<Found> found = of(Storage.resolve(folder, name), file);
        if (found.isPresent()) {
          return found.map(one -> one.behind("'" + file + "' "));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Sees that a location is a model folder.
   *
   * @throws ModelException NOT_FOUND if it isn't; UNUSABLE if it holds a model of another kind,
   *     which the message names, with what to do
   * @throws IOException if it can't be read
   */
  static void requireModelFolder(String location) throws IOException {
    if (!Storage.isFolder(location)) {
      refuse(of(location, location).map(found -> found.behind("'" + location + "' ")));
      throw new ModelException(
              ModelException.Kind.NOT_FOUND,
              "there is no model folder '"
                  + location
                  + "': a model is a folder that holds "
                  + ModelFolder.GRAPH
                  + ", an archive of one (.tgz, .zip), its address, or a name in the catalogue")
          .withRemedy(Remedy.of(Remedy.Kind.LIST_MODELS));
    }
    if (!Storage.exists(Storage.resolve(location, ModelFolder.GRAPH))) {
      String message = "the model folder '" + location + "' has no " + ModelFolder.GRAPH;
      Optional<Found> foreign = in(location, location);
      refuse(
          SavedModels.isOne(location)
              ? foreign
              : foreign.map(found -> found.behind(message + "; ")));
      throw new ModelException(ModelException.Kind.NOT_FOUND, message);
    }
  }

  private static void refuse(Optional<Found> found) {
    if (found.isPresent()) {
      ModelException foreign = new ModelException(ModelException.Kind.UNUSABLE, found.get().text());
      throw found.get().importable()
          ? foreign.withRemedy(Remedy.of(Remedy.Kind.IMPORT_MODEL))
          : foreign;
    }
  }

  static String advice(ForeignFormat format, String path) {
    String file = quotable(path);
    return switch (format) {
      case KERAS, HDF5 ->
          "export it in Python, with python -c \"import tensorflow as tf;"
              + " tf.keras.models.load_model('"
              + file
              + "', compile=False).export('"
              + EXPORTED
              + "')\" (for a file of Keras 2, install tf_keras and put TF_USE_LEGACY_KERAS=1 in front"
              + " of python); then "
              + IMPORT_EXPORTED;
      case SAVED_MODEL -> "name the folder that it was exported to";
      case ONNX ->
          "convert it, with onnx2tf -i '"
              + file
              + "' -o "
              + EXPORTED
              + " -osd; then "
              + IMPORT_EXPORTED;
      case TFLITE ->
          "it can't be made a graph again; export the model that it was converted from as a"
              + " SavedModel, and import that";
      case TFJS_LAYERS ->
          "convert it, with tensorflowjs_converter --input_format=tfjs_layers_model"
              + " --output_format=keras_saved_model '"
              + file
              + "' "
              + EXPORTED
              + "; then "
              + IMPORT_EXPORTED;
      case TFJS_GRAPH ->
          "it is without what made it; export the model that it was converted from as a"
              + " SavedModel, and import that";
      case PYTORCH, PICKLE ->
          "in Python, with the program that made it, write torch.onnx.export(MODEL.eval(),"
              + " torch.zeros(1, 3, HEIGHT, WIDTH), 'MODEL.onnx'), and name MODEL.onnx for what to do"
              + " with that";
      case KERAS_WEIGHTS, SAFETENSORS, NUMPY ->
          "it holds weights without a network; load them with the program that made it, and export"
              + " the network as a SavedModel (Keras: MODEL.export('"
              + EXPORTED
              + "')); then "
              + IMPORT_EXPORTED;
      case GRAPH -> path.endsWith(ModelFolder.GRAPH) ? "name the folder that it is in" : IMPORT;
      case TEXT_GRAPH, CHECKPOINT -> IMPORT;
      case META_GRAPH -> "import the checkpoint that it belongs to";
    };
  }

  /** A path that stands in quotes of a shell and of Python as it is, or FILE. */
  private static String quotable(String path) {
    return !Downloader.isHttp(path) && path.matches("[^'\"\\\\$`!\\p{Cntrl}]+") ? path : "FILE";
  }
}
