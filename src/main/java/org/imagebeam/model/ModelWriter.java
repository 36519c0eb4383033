package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.local.Json;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;

/** Writes model folders: what {@link ModelFolder} reads. */
public final class ModelWriter {
  private ModelWriter() {}

  /**
   * Writes the graph, the labels and {@code model.json}, each whole or not at all; what is there of
   * a model is replaced. Equal models give equal bytes.
   *
   * @param folder local or {@code gs://}, made where missing
   * @param spec what the graph's nodes are called; its SHA-256 is not used
   * @param labels of the classes, none with a line break
   * @return the model's id
   * @throws IllegalArgumentException if a label has a line break, or is empty
   * @throws org.imagebeam.local.OutputException if the folder can't be written
   * @throws IOException if it can't be looked at
   */
  public static String write(String folder, GraphDef graph, ModelSpec spec, List<String> labels)
      throws IOException {
    return write(folder, graph, spec, Map.of(LabelFiles.LABELS, labelFile(labels)));
  }

  /**
   * Returns the content of {@value LabelFiles#LABELS}.
   *
   * @param labels of the classes, none with a line break
   * @throws IllegalArgumentException if a label has a line break, or is empty
   */
  public static byte[] labelFile(List<String> labels) {
    for (String label : labels) {
      if (label.isBlank() || label.indexOf('\n') >= 0 || label.indexOf('\r') >= 0) {
        throw new IllegalArgumentException(
            "the label '" + label + "' isn't one line of text, as " + LabelFiles.LABELS + " needs");
      }
    }
    return (String.join("\n", labels) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes the graph, label files and {@code model.json}; see {@link #write(String, GraphDef,
   * ModelSpec, List)}.
   *
   * @param labelFiles their contents by their names, see {@link LabelFiles}
   */
  public static String write(
      String folder, GraphDef graph, ModelSpec spec, Map<String, byte[]> labelFiles)
      throws IOException {
    return write(folder, graph, spec, labelFiles, Map.of());
  }

  /**
   * Writes the graph, label files and {@code model.json}; see {@link #write(String, GraphDef,
   * ModelSpec, List)}.
   *
   * @param labelFiles their contents by their names, see {@link LabelFiles}
   * @param notes what people say of the model, see {@link ModelFolder#notes}
   */
  public static String write(
      String folder,
      GraphDef graph,
      ModelSpec spec,
      Map<String, byte[]> labelFiles,
      Map<String, JsonNode> notes)
      throws IOException {
    return write(folder, bytes(graph), spec, labelFiles, notes);
  }

  /**
   * Writes a graph as it was read, label files and {@code model.json}; see {@link #write(String,
   * GraphDef, ModelSpec, List)}.
   *
   * @param bytes of a GraphDef
   * @param labelFiles their contents by their names, see {@link LabelFiles}
   * @param notes what people say of the model, see {@link ModelFolder#notes}
   */
  public static String write(
      String folder,
      byte[] bytes,
      ModelSpec spec,
      Map<String, byte[]> labelFiles,
      Map<String, JsonNode> notes)
      throws IOException {
    requireNonNull(spec, "spec is null");
    String sha256 = Hashing.sha256().hashBytes(bytes).toString();
    requireWritable(folder);
    for (String name : Storage.list(folder)) {
      boolean labels = LabelFiles.ALL.contains(name) || Heads.isLabelFile(name);
      if (labels && !labelFiles.containsKey(name)) {
        Storage.delete(Storage.resolve(folder, name));
      }
    }
    for (Map.Entry<String, byte[]> file : labelFiles.entrySet()) {
      AtomicFile.write(Storage.resolve(folder, file.getKey()), file.getValue());
    }
    AtomicFile.write(Storage.resolve(folder, ModelFolder.GRAPH), bytes);
    AtomicFile.write(Storage.resolve(folder, ModelFolder.SPEC), json(spec, sha256, notes));
    return sha256.substring(0, ModelFolder.ID_DIGITS);
  }

  /**
   * Sees that a model can be written to a folder, and writes none; makes the folder.
   *
   * @throws org.imagebeam.local.OutputException if one of its files can't be written
   */
  public static void requireWritable(String folder) throws IOException {
    Storage.createFolder(folder);
    AtomicFile.requireWritable(
        folder, List.of(LabelFiles.LABELS, ModelFolder.GRAPH, ModelFolder.SPEC));
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

  private static byte[] json(ModelSpec spec, String sha256, Map<String, JsonNode> notes)
      throws JsonProcessingException {
    Map<String, Object> members = new LinkedHashMap<>(notes);
    members.put("input", spec.input());
    members.put("output", spec.output());
    members.put("bottleneck", spec.bottleneck());
    spec.size().ifPresent(size -> members.put("size", size));
    putSizing(members, spec.sizing());
    members.put("mean", number(spec.channelMeans()));
    members.put("scale", number(spec.channelScales()));
    putAdaptation(members, spec);
    members.put("sha256", sha256);
    return Json.INDENTED.writeValueAsBytes(members);
  }

  private static void putSizing(Map<String, Object> members, Sizing sizing) {
    sizing.stated().ifPresent(method -> members.put("resize", method.text()));
    if (sizing.antialias()) {
      members.put("antialias", true);
    }
    sizing.crop().ifPresent(crop -> members.put("crop", crop.text()));
  }

  private static void putAdaptation(Map<String, Object> members, ModelSpec spec) {
    GraphAdaptation adaptation = spec.adaptation();
    if (adaptation.blueFirst()) {
      members.put("channels", "BGR");
    }
    if (adaptation.activation() != Activation.NONE) {
      members.put("activation", adaptation.activation().text());
    }
    if (!adaptation.feeds().isEmpty()) {
      members.put("feeds", adaptation.feeds());
    }
    if (spec.labelOffset() > 0) {
      members.put("labelOffset", spec.labelOffset());
    }
    if (!spec.heads().isEmpty()) {
      members.put("heads", spec.heads().toJson());
    }
  }

  /** One number where the three are equal. */
  private static Object number(List<Float> channels) {
    return channels.stream().distinct().count() == 1 ? channels.get(0) : channels;
  }

  /**
   * Whether {@code text} is what this class wrote for a spec when it still left out a mean of 128
   * and a scale of 1/128.
   */
  static boolean wroteBefore(ModelSpec spec, String text) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("input", spec.input());
    members.put("output", spec.output());
    members.put("bottleneck", spec.bottleneck());
    spec.size().ifPresent(size -> members.put("size", size));
    spec.sha256().ifPresent(sha256 -> members.put("sha256", sha256));
    try {
      return Json.INDENTED
          .writeValueAsString(members)
          .lines()
          .toList()
          .equals(text.lines().toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can always be written", e);
    }
  }
}
