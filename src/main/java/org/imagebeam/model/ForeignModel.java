package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.download.Downloader;
import org.imagebeam.foreign.ForeignFiles;
import org.imagebeam.foreign.ForeignFormat;
import org.imagebeam.storage.Storage;

/** Says how to make a model folder of what other programs and formats call a model. */
final class ForeignModel {
  /** Exported models, frozen, name their ends by themselves: all that is missing is labels. */
  private static final String FREEZE =
      "python -c \"import json, tensorflow as tf; from"
          + " tensorflow.python.framework.convert_to_constants import"
          + " convert_variables_to_constants_v2 as freeze; m = tf.saved_model.load('%s'); f ="
          + " freeze(m.signatures['serving_default'], aggressive_inlining=True);"
          + " tf.io.write_graph(f.graph, 'DIR', '"
          + ModelFolder.GRAPH
          + "', as_text=False); json.dump({'input': f.inputs[0].name, 'output':"
          + " f.outputs[0].name}, open('DIR/"
          + ModelFolder.SPEC
          + "', 'w'))\"";

  private static final String LABELS = "; then write the classes to DIR/labels.txt, one a line";

  private static final String EXPORTED = "SAVED";

  private static final String CHECKPOINT =
      "freeze its graph, with 'imagebeam checkpoint freeze %s --outputs=NODE --output=DIR/"
          + ModelFolder.GRAPH
          + "' (without a .meta file, write the graph with the program that trained it, say TF-slim's"
          + " export_inference_graph.py, and use 'python -m"
          + " tensorflow.python.tools.freeze_graph')"
          + LABELS
          + ", and the nodes to DIR/model.json";

  private static final String MOVE =
      "copy it to DIR/"
          + ModelFolder.GRAPH
          + ", in a folder of its own"
          + LABELS
          + ", and to DIR/model.json what its nodes are called, such as {\"input\": \"input\","
          + " \"output\": \"softmax\"}";

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
   * Says what a file or folder is that isn't a model folder or an archive of one, and what to do
   * with it; to be read after its path.
   *
   * @param path local or {@code gs://}
   * @param shown the path that commands are to name
   * @return nothing if it isn't there, or of no known format
   * @throws IOException if it can't be read
   */
  static Optional<String> of(String path, String shown) throws IOException {
    if (SavedModels.isOne(requireNonNull(path, "path is null"))) {
      boolean graph = path.endsWith(".pb") || path.endsWith(".pbtxt");
      String folder = graph ? SavedModels.folderOf(shown) : shown;
      return Optional.of("is a SavedModel, which can't be read: " + freeze(folder));
    }
    Optional<ForeignFormat> format = ForeignFiles.format(path);
    if (format.isEmpty() && isPrefix(path)) {
      format = Optional.of(ForeignFormat.CHECKPOINT);
    }
    return format.map(
        found -> "is " + found.words() + " and no model folder: " + advice(found, shown));
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
  static Optional<String> in(String folder, String shown) throws IOException {
    if (SavedModels.isOne(folder)) {
      return of(folder, shown).map(found -> "'" + shown + "' " + found);
    }
    for (String name : Storage.list(folder)) {
      if (ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
        String file = Storage.resolve(shown, name);
        Optional<String> found = of(Storage.resolve(folder, name), file);
        if (found.isPresent()) {
          return found.map(text -> "'" + file + "' " + text);
        }
      }
    }
    return Optional.empty();
  }

  /** Says how to make a model folder of a SavedModel. */
  static String freeze(String savedModel) {
    return "freeze it in Python, with " + freezing(savedModel) + LABELS + ", and name DIR";
  }

  private static String freezing(String savedModel) {
    return String.format(Locale.ROOT, FREEZE, quotable(savedModel));
  }

  static String advice(ForeignFormat format, String path) {
    String file = quotable(path);
    return switch (format) {
      case KERAS, HDF5 ->
          "freeze it in Python, with python -c \"import tensorflow as tf;"
              + " tf.keras.models.load_model('"
              + file
              + "', compile=False).export('"
              + EXPORTED
              + "')\" && "
              + freezing(EXPORTED)
              + LABELS
              + ", and name DIR";
      case SAVED_MODEL -> "name the folder that it was exported to";
      case ONNX ->
          "convert it, with onnx2tf -i '"
              + file
              + "' -o "
              + EXPORTED
              + " -osd && "
              + freezing(EXPORTED)
              + LABELS
              + ", and name DIR";
      case TFLITE ->
          "it can't be made a graph again; export the model that it was converted from as a"
              + " SavedModel, and "
              + freeze(EXPORTED);
      case TFJS_LAYERS ->
          "convert it, with tensorflowjs_converter --input_format=tfjs_layers_model"
              + " --output_format=keras '"
              + file
              + "' MODEL.h5, and name MODEL.h5 for what to do with that";
      case TFJS_GRAPH ->
          "it is without what made it; export the model that it was converted from as a"
              + " SavedModel, and "
              + freeze(EXPORTED);
      case PYTORCH, PICKLE ->
          "in Python, with the program that made it, write torch.onnx.export(MODEL.eval(),"
              + " torch.zeros(1, 3, HEIGHT, WIDTH), 'MODEL.onnx'), and name MODEL.onnx for what to do"
              + " with that";
      case KERAS_WEIGHTS, SAFETENSORS, NUMPY ->
          "it holds weights without a network; load them with the program that made it, export the"
              + " network as a SavedModel (Keras: MODEL.export('"
              + EXPORTED
              + "')), and "
              + freeze(EXPORTED);
      case GRAPH ->
          path.endsWith(ModelFolder.GRAPH)
              ? "name the folder that it is in"
              : MOVE + ", and name DIR";
      case TEXT_GRAPH ->
          "write it in binary form, with python -c \"import tensorflow as tf; from google.protobuf"
              + " import text_format; tf.io.write_graph(text_format.Parse(open('"
              + file
              + "').read(), tf.compat.v1.GraphDef()), 'DIR', '"
              + ModelFolder.GRAPH
              + "', as_text=False)\""
              + LABELS
              + ", and its nodes to DIR/model.json, and name DIR";
      case META_GRAPH, CHECKPOINT ->
          String.format(Locale.ROOT, CHECKPOINT, file) + ", and name DIR";
    };
  }

  /** A path that stands in quotes of a shell and of Python as it is, or FILE. */
  private static String quotable(String path) {
    return !Downloader.isHttp(path) && path.matches("[^'\"\\\\$`!\\p{Cntrl}]+") ? path : "FILE";
  }
}
