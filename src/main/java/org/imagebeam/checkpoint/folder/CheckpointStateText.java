package org.imagebeam.checkpoint.folder;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The text format of TensorFlow's {@code CheckpointState}, of which TensorFlow Java has no class.
 * Reads all that protocol buffers allow, and prints as Python does.
 */
final class CheckpointStateText {
  private static final String MODEL = "model_checkpoint_path";
  private static final String ALL = "all_model_checkpoint_paths";
  private static final String TIMES = "all_model_checkpoint_timestamps";
  private static final String PRESERVED = "last_preserved_timestamp";

  private static final Descriptor TYPE = type();

  private CheckpointStateText() {}

  private static Descriptor type() {
    DescriptorProto message =
        DescriptorProto.newBuilder()
            .setName("CheckpointState")
            .addField(
                field(
                    MODEL,
                    1,
                    FieldDescriptorProto.Type.TYPE_STRING,
                    FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .addField(
                field(
                    ALL,
                    2,
                    FieldDescriptorProto.Type.TYPE_STRING,
                    FieldDescriptorProto.Label.LABEL_REPEATED))
            .addField(
                field(
                    TIMES,
                    3,
                    FieldDescriptorProto.Type.TYPE_DOUBLE,
                    FieldDescriptorProto.Label.LABEL_REPEATED))
            .addField(
                field(
                    PRESERVED,
                    4,
                    FieldDescriptorProto.Type.TYPE_DOUBLE,
                    FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder().setSyntax("proto3").addMessageType(message).build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0])
          .findMessageTypeByName(message.getName());
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FieldDescriptorProto field(
      String name, int number, FieldDescriptorProto.Type type, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(label)
        .build();
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if that is no such text, saying where
   */
  static CheckpointState parse(String text) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(TYPE);
    try {
      TextFormat.getParser().merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException("at line:column " + e.getMessage(), e);
    }
    String model = (String) message.getField(TYPE.findFieldByName(MODEL));
    return new CheckpointState(
        model.isEmpty() ? Optional.empty() : Optional.of(model),
        list(message, ALL, String.class),
        list(message, TIMES, Double.class),
        (Double) message.getField(TYPE.findFieldByName(PRESERVED)));
  }

  private static <T> List<T> list(DynamicMessage.Builder message, String name, Class<T> type) {
    return ((List<?>) message.getField(TYPE.findFieldByName(name)))
        .stream().map(type::cast).toList();
  }

  static String print(CheckpointState state) {
    StringBuilder text = new StringBuilder();
    state.modelPath().ifPresent(path -> line(text, MODEL, quote(path)));
    state.allPaths().forEach(path -> line(text, ALL, quote(path)));
    state.timestamps().forEach(time -> line(text, TIMES, number(time)));
    if (state.lastPreservedTimestamp() != 0) {
      line(text, PRESERVED, number(state.lastPreservedTimestamp()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append('\n');
  }

  private static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '"', '\'', '\\' -> quoted.append('\\').append(c);
        default -> {
          if (c < ' ' || c == 127) {
            quoted.append(String.format(Locale.ROOT, "\\%03o", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** The shortest digits that mean this number, in the form of Python's {@code repr}. */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return "0.0";
    }
    BigDecimal digits = shortest(value).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = digits.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String unscaled = digits.unscaledValue().abs().toString();
    return (value < 0 ? "-" : "")
        + unscaled.charAt(0)
        + (unscaled.length() > 1 ? "." + unscaled.substring(1) : "")
        + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int precision = 1; precision < 17; precision++) {
      BigDecimal rounded = exact.round(new MathContext(precision));
      if (rounded.doubleValue() == value) {
        return rounded;
      }
    }
    return exact.round(new MathContext(17));
  }
}
