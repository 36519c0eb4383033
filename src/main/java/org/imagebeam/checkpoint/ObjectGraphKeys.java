package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;

/**
 * The tensors of a checkpoint by the names of the variables that they are values of, as TensorFlow
 * 2 writes them down in its graph of objects. A SavedModel that {@code tf.saved_model.save} makes
 * of a model of Keras 3 tells it nowhere else: its nodes for restoring fill copies of the
 * variables, and a session can't run it.
 */
final class ObjectGraphKeys {
  private static final String TENSOR = "_CHECKPOINTABLE_OBJECT_GRAPH";
  private static final String VALUE = "VARIABLE_VALUE";

  /** Nothing stands for a name that several variables have. */
  private final Map<String, Optional<String>> keys = new HashMap<>();

  /** Reads them. A checkpoint of TensorFlow 1 has none. */
  static ObjectGraphKeys read(CheckpointReader checkpoint) throws IOException {
    ObjectGraphKeys keys = new ObjectGraphKeys();
    if (checkpoint.has(TENSOR)) {
      List<ByteString> content = checkpoint.read(TENSOR).strings();
      try {
        keys.addAll(TrackableObjectGraph.parseFrom(content.get(0)));
      } catch (InvalidProtocolBufferException e) {
        // Whoever needs a variable that stands in it is told that there is none.
        return new ObjectGraphKeys();
      }
    }
    return keys;
  }

  private void addAll(TrackableObjectGraph graph) {
    for (TrackableObjectGraph.TrackableObject object : graph.getNodesList()) {
      for (TrackableObjectGraph.TrackableObject.SerializedTensor tensor :
          object.getAttributesList()) {
        if (tensor.getName().equals(VALUE) && !tensor.getFullName().isEmpty()) {
          keys.merge(
              tensor.getFullName(),
              Optional.of(tensor.getCheckpointKey()),
              (one, other) -> one.equals(other) ? one : Optional.empty());
        }
      }
    }
  }

  /** Returns the tensor that is the value of the only variable of a name. */
  Optional<String> find(String variable) {
    return keys.getOrDefault(variable, Optional.empty());
  }
}
