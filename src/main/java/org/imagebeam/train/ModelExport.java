package org.imagebeam.train;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imagebeam.checkpoint.CheckpointException;
import org.imagebeam.graph.Freezer;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;

/**
 * A model folder made of a checkpoint.
 *
 * @param folder where it is
 * @param id the first digits of the SHA-256 of its graph
 * @param prefix of the checkpoint
 */
public record ModelExport(String folder, String id, String prefix) {
  /** Line n is class n, as classify reads it. */
  private static final String LABELS = "labels.txt";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public ModelExport {
    requireNonNull(folder, "folder is null");
    requireNonNull(id, "id is null");
    requireNonNull(prefix, "prefix is null");
  }

  /**
   * Freezes a checkpoint's network behind a front end that decodes picture files, and writes what
   * {@code classify} takes. The same checkpoint gives the same bytes.
   *
   * @param checkpoint its prefix, or a folder, of which the newest is meant; local or {@code gs://}
   * @param averages whether to take the moving averages in place of the last values
   * @param output the model folder, local or {@code gs://}; what is there of a model is replaced
   * @throws CheckpointException if there is no checkpoint, it is damaged, or of another network
   * @throws org.imagebeam.storage.OutputException if the folder can't be written
   * @throws IOException if something can't be read
   */
  public static ModelExport write(String checkpoint, boolean averages, String output)
      throws IOException {
    LearntTensors tensors = LearntTensors.find(checkpoint, averages);
    int side = side(tensors);
    GraphDef graph =
        Freezer.freeze(DigitGraph.create(side, side), tensors.read(), List.of(DigitGraph.OUTPUT));
    byte[] bytes = bytes(graph);
    String sha256 = Hashing.sha256().hashBytes(bytes).toString();
    Storage.createFolder(output);
    write(output, LABELS, labels());
    write(output, ModelFolder.GRAPH, bytes);
    write(output, ModelFolder.SPEC, spec(sha256));
    return new ModelExport(output, sha256.substring(0, ModelFolder.ID_DIGITS), tensors.prefix());
  }

  private static int side(LearntTensors tensors) throws CheckpointException {
    int side = (int) Math.round(Math.sqrt(tensors.features()));
    if (side * side != tensors.features()) {
      throw new CheckpointException(
          CheckpointException.Kind.MISMATCH,
          tensors.prefix()
              + " is of a network for "
              + tensors.features()
              + " pixels, which make no square: only those for square pictures are exported");
    }
    return side;
  }

  private static void write(String folder, String name, byte[] content) throws IOException {
    AtomicFile.write(Storage.resolve(folder, name), content);
  }

  /** A node's attributes have no order of their own: here they get one, for the id's sake. */
  private static byte[] bytes(GraphDef graph) throws IOException {
    byte[] bytes = new byte[graph.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    graph.writeTo(out);
    out.checkNoSpaceLeft();
    return bytes;
  }

  private static byte[] labels() {
    return IntStream.range(0, DataShape.CLASSES)
        .mapToObj(digit -> digit + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spec(String sha256) throws JsonProcessingException {
    Map<String, String> spec = new LinkedHashMap<>();
    spec.put("input", DigitGraph.INPUT);
    spec.put("output", DigitGraph.OUTPUT);
    spec.put("bottleneck", DigitGraph.PIXELS);
    spec.put("sha256", sha256);
    return MAPPER.writeValueAsBytes(spec);
  }
}
