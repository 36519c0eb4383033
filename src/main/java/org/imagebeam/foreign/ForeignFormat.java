package org.imagebeam.foreign;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Optional;

/** Lists formats of models and weights that users take for a model folder or a checkpoint. */
public enum ForeignFormat {
  KERAS("a Keras model", "keras"),
  HDF5("an HDF5 file, as Keras saves models and weights,", "h5", "hdf5", "hdf"),
  KERAS_WEIGHTS("a file of a Keras model's weights"),
  SAVED_MODEL("the graph of a SavedModel"),
  ONNX("an ONNX model", "onnx"),
  TFLITE("a TensorFlow Lite model", "tflite", "lite"),
  TFJS_LAYERS("a layers model of TensorFlow.js"),
  TFJS_GRAPH("a graph model of TensorFlow.js"),
  PYTORCH("a PyTorch file", "pt", "pth"),
  PICKLE("a Python pickle, as PyTorch saves models and weights,", "pkl", "pickle"),
  SAFETENSORS("a file of weights (safetensors)", "safetensors"),
  NUMPY("a file of NumPy arrays", "npz", "npy"),
  GRAPH("a GraphDef"),
  TEXT_GRAPH("a GraphDef written as text"),
  META_GRAPH("the graph of a checkpoint (MetaGraphDef)", "meta"),
  CHECKPOINT("a checkpoint", "ckpt");

  private final String words;
  private final ImmutableSet<String> extensions;

  ForeignFormat(String words, String... extensions) {
    this.words = words;
    this.extensions = ImmutableSet.copyOf(extensions);
  }

  /** Returns what to call such a file, with its article, to be read after "is". */
  public String words() {
    return words;
  }

  /** Returns the format whose files are usually named so, if there is one. */
  static Optional<ForeignFormat> named(String path) {
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (ForeignFormat format : values()) {
      if (format.extensions.contains(extension)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
