package org.imagebeam.model;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code imagenet_2012_challenge_label_map_proto.pbtxt} by protobuf's own text grammar:
 * {@code entry { target_class: 449 target_class_string: "n01440764" }}, again and again.
 */
final class NodeFile {
  private static final String ENTRY = "entry";
  private static final String NODE_ID = "target_class";
  private static final String SYNSET = "target_class_string";
  private static final Descriptor LABEL_MAP = descriptor();

  private NodeFile() {}

  /** A node id, its synset, and the line it stands in, counted from 1. */
  record Entry(int nodeId, String synset, int line) {}

  /**
   * The entries in the file's order.
   *
   * @throws LabelFileException if the text does not parse, or at an entry without its node id or
   *     synset, or at a node id that comes twice
   */
  static List<Entry> parse(String text, String file) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(LABEL_MAP);
    TextFormatParseInfoTree.Builder lines = TextFormatParseInfoTree.builder();
    try {
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .setParseInfoTreeBuilder(lines)
          .build()
          .merge(text, message);
    } catch (TextFormat.ParseException e) {
      // The message starts with line and column by itself.
      throw new LabelFileException(
          file, e.getLine(), String.valueOf(e.getMessage()).replaceFirst("^\\d+:\\d+: ", ""));
    }
    return entries(message.build(), lines.build(), file);
  }

  private static List<Entry> entries(Message map, TextFormatParseInfoTree lines, String file) {
    FieldDescriptor entryField = LABEL_MAP.findFieldByName(ENTRY);
    List<Entry> entries = new ArrayList<>();
    Map<Integer, Integer> lineOfNode = new HashMap<>();
    for (int i = 0; i < map.getRepeatedFieldCount(entryField); i++) {
      int line = lines.getLocation(entryField, i).getLine() + 1;
      Entry entry = entry((Message) map.getRepeatedField(entryField, i), line, file);
      Integer before = lineOfNode.put(entry.nodeId(), line);
      if (before != null) {
        throw new LabelFileException(
            file, line, "node id " + entry.nodeId() + " is in line " + before + " already");
      }
      entries.add(entry);
    }
    return entries;
  }

  private static Entry entry(Message entry, int line, String file) {
    FieldDescriptor nodeId = entry.getDescriptorForType().findFieldByName(NODE_ID);
    FieldDescriptor synset = entry.getDescriptorForType().findFieldByName(SYNSET);
    if (!entry.hasField(nodeId)) {
      throw new LabelFileException(file, line, "an entry without " + NODE_ID);
    }
    int id = (int) entry.getField(nodeId);
    String name = ((String) entry.getField(synset)).strip();
    if (id < 0) {
      throw new LabelFileException(file, line, "the node id " + id + " is negative");
    }
    if (name.isEmpty()) {
      throw new LabelFileException(file, line, "node id " + id + " has no synset (" + SYNSET + ")");
    }
    LabelText.require(name, file, line, "synset");
    return new Entry(id, name, line);
  }

  private static Descriptor descriptor() {
    DescriptorProto entry =
        DescriptorProto.newBuilder()
            .setName("LabelEntry")
            .addField(field(NODE_ID, 1, FieldDescriptorProto.Type.TYPE_INT32))
            .addField(field(SYNSET, 2, FieldDescriptorProto.Type.TYPE_STRING))
            .build();
    DescriptorProto map =
        DescriptorProto.newBuilder()
            .setName("LabelMap")
            .addField(
                field(ENTRY, 1, FieldDescriptorProto.Type.TYPE_MESSAGE)
                    .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                    .setTypeName("LabelEntry"))
            .build();
    try {
      return FileDescriptor.buildFrom(
              FileDescriptorProto.newBuilder()
                  .setName("label_map.proto")
                  .addMessageType(entry)
                  .addMessageType(map)
                  .build(),
              new FileDescriptor[0])
          .findMessageTypeByName("LabelMap");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("the label map's own descriptor is wrong", e);
    }
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }
}
