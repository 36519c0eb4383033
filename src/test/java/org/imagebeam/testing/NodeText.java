package org.imagebeam.testing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** Writes a node as a line of {@code ../shared/assets/inception-v3/nodes.tsv}. */
final class NodeText {
  /** Attributes that those lines leave out. */
  private static final Set<String> LEFT_OUT = Set.of("T", "dtype", "value");

  private NodeText() {}

  /** Name, op, inputs, and the shape of a Const or the attributes, with a tab between. */
  static String line(NodeDef node) {
    return String.join(
        "\t", node.getName(), node.getOp(), node.getInputList().toString(), details(node));
  }

  private static String details(NodeDef node) {
    if (node.getOp().equals("Const")) {
      TensorShapeProto shape = node.getAttrOrThrow("value").getTensor().getTensorShape();
      return "shape=" + shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
    }
    return node.getAttrMap().entrySet().stream()
        .filter(attribute -> !LEFT_OUT.contains(attribute.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(attribute -> attribute.getKey() + "=" + text(attribute.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String text(AttrValue value) {
    return switch (value.getValueCase()) {
      case S -> "s: \"" + value.getS().toStringUtf8() + '"';
      case I -> "i: " + value.getI();
      case F -> "f: " + value.getF();
      case B -> "b: " + value.getB();
      case TYPE -> "type: " + value.getType();
      case LIST -> list(value.getList().getIList());
      default -> throw new IllegalArgumentException("not in the file's form: " + value);
    };
  }

  private static String list(List<Long> values) {
    return values.stream().map(i -> "i: " + i).collect(Collectors.joining(" ", "list { ", " }"));
  }
}
