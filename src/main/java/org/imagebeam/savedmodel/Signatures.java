package org.imagebeam.savedmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelException.Kind;
import org.tensorflow.proto.SignatureDef;

/** Chooses the signature of a SavedModel that is run. */
final class Signatures {
  private static final String DEFAULT = "serving_default";

  /** Signatures that TensorFlow writes for itself begin so. */
  private static final String INTERNAL = "__";

  private Signatures() {}

  /**
   * Returns the name of the signature: the wanted one, {@code serving_default}, or the only one.
   *
   * @throws ModelException UNUSABLE if there is none of that name, or none to be preferred; names
   *     those that there are
   */
  static String choose(
      Map<String, SignatureDef> signatures, Optional<String> wanted, String folder) {
    List<String> names =
        new ArrayList<>(
            signatures.entrySet().stream()
                .filter(signature -> !signature.getKey().startsWith(INTERNAL))
                .filter(signature -> signature.getValue().getOutputsCount() > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
    if (names.isEmpty()) {
      throw new ModelException(
          Kind.UNUSABLE,
          "the SavedModel '"
              + folder
              + "' has no signature that could be run: save it with one, such as by model.export"
              + " in Keras 3 or by tf.saved_model.save(…, signatures=…)");
    }
    String name = wanted.orElse(names.size() == 1 ? names.get(0) : DEFAULT);
    if (!names.contains(name)) {
      throw new ModelException(
          Kind.UNUSABLE,
          "the SavedModel '"
              + folder
              + "' has no signature '"
              + name
              + "'; name one of "
              + String.join(", ", names));
    }
    return name;
  }
}
