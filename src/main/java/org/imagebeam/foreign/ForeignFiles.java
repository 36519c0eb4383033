package org.imagebeam.foreign;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;

/** Tells the format of a file by its first bytes, and where they say nothing, by its name. */
public final class ForeignFiles {
  private static final int HEAD_BYTES = 4096;
  private static final String KERAS_WEIGHTS = ".weights.h5";
  private static final int ZIP_HEADER_BYTES = 30;
  private static final int ZIP_NAME_LENGTH_AT = 26;

  /** Beyond what the header of a safetensors file may have. */
  private static final long SAFETENSORS_MOST = 100_000_000;

  /** Older versions of ONNX were never released. */
  private static final int ONNX_FIRST = 3;

  private static final int VERSION_MOST = 32;

  /** LevelDB's mark, which TensorFlow's tables end with. */
  private static final byte[] TABLE_END = HexFormat.of().parseHex("57fb808b247547db");

  private static final int VARINT_TAG = 0x08;
  private static final int FIRST_MESSAGE = 0x0a;
  private static final int SECOND_MESSAGE = 0x12;

  private ForeignFiles() {}

  /**
   * Tells the format of a file.
   *
   * @param path local or {@code gs://}
   * @return nothing if there is no such file, or if it is of no {@link ForeignFormat}
   * @throws IOException if it can't be read
   */
  public static Optional<ForeignFormat> format(String path) throws IOException {
    if (!Storage.isFile(requireNonNull(path, "path is null"))) {
      return Optional.empty();
    }
    byte[] head;
    try (InputStream in = Storage.open(path)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    Optional<ForeignFormat> found = format(head);
    if (found.equals(Optional.of(ForeignFormat.HDF5)) && path.endsWith(KERAS_WEIGHTS)) {
      return Optional.of(ForeignFormat.KERAS_WEIGHTS);
    }
    if (found.isPresent() || head.length == 0 || isArchive(head)) {
      return found;
    }
    return isTable(path) ? Optional.of(ForeignFormat.CHECKPOINT) : ForeignFormat.named(path);
  }

  /** Whether a file ends as the tables do that checkpoints consist of. */
  private static boolean isTable(String path) throws IOException {
    Optional<FileVersion> file = Storage.version(path);
    if (file.isEmpty() || file.get().sizeBytes() < TABLE_END.length) {
      return false;
    }
    long end = file.get().sizeBytes() - TABLE_END.length;
    try (InputStream in = Storage.open(path, file.get(), end)) {
      return Arrays.equals(in.readNBytes(TABLE_END.length), TABLE_END);
    }
  }

  /**
   * Tells the format of a file by its content alone.
   *
   * @param content all of it, or its start
   */
  public static Optional<ForeignFormat> format(byte[] content) {
    Bytes head = new Bytes(content);
    if (head.startsWith(0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n')) {
      return Optional.of(ForeignFormat.HDF5);
    }
    if (head.hasAt(4, 'T', 'F', 'L', '3')) {
      return Optional.of(ForeignFormat.TFLITE);
    }
    if (head.startsWith('P', 'K', 3, 4)) {
      return ofZip(head);
    }
    if (head.startsWith(0x93, 'N', 'U', 'M', 'P', 'Y')) {
      return Optional.of(ForeignFormat.NUMPY);
    }
    if (head.at(0) == 0x80 && head.at(1) >= 2 && head.at(1) <= 5 && isPickled(head.at(2))) {
      return Optional.of(ForeignFormat.PICKLE);
    }
    if (isSafetensors(head)) {
      return Optional.of(ForeignFormat.SAFETENSORS);
    }
    Optional<ForeignFormat> text = ofText(head);
    return text.isPresent() ? text : ofMessage(head);
  }

  /** What pickles begin with behind their version: a frame, a long number, a list, a class. */
  private static boolean isPickled(int code) {
    return code == 0x95 || code == 0x8a || (code > 0 && "](}cXK".indexOf(code) >= 0);
  }

  private static boolean isArchive(byte[] content) {
    Bytes head = new Bytes(content);
    return head.startsWith('P', 'K') || head.startsWith(0x1f, 0x8b);
  }

  /** By the name of the first entry: PyTorch, Keras and NumPy each begin with their own. */
  private static Optional<ForeignFormat> ofZip(Bytes head) {
    int length = head.at(ZIP_NAME_LENGTH_AT) | head.at(ZIP_NAME_LENGTH_AT + 1) << 8;
    String name = head.text(ZIP_HEADER_BYTES, length);
    if (name.endsWith("/data.pkl") || name.equals("data.pkl")) {
      return Optional.of(ForeignFormat.PYTORCH);
    }
    if (name.endsWith(".npy")) {
      return Optional.of(ForeignFormat.NUMPY);
    }
    boolean keras =
        (name.equals("metadata.json") || name.equals("config.json"))
            && head.text(0, HEAD_BYTES).contains("keras");
    return keras ? Optional.of(ForeignFormat.KERAS) : Optional.empty();
  }

  /** Begins with the length of a JSON object, in eight bytes, and that object. */
  private static boolean isSafetensors(Bytes head) {
    long length = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      length = length << 8 | Math.max(0, head.at(i));
    }
    return length > 0 && length <= SAFETENSORS_MOST && head.hasAt(Long.BYTES, '{', '"');
  }

  private static Optional<ForeignFormat> ofText(Bytes head) {
    String start = head.text(0, HEAD_BYTES).stripLeading();
    if (start.startsWith("{")) {
      if (start.contains("\"layers-model\"")) {
        return Optional.of(ForeignFormat.TFJS_LAYERS);
      }
      boolean graph = start.contains("\"graph-model\"") || start.contains("\"modelTopology\"");
      return graph ? Optional.of(ForeignFormat.TFJS_GRAPH) : Optional.empty();
    }
    return start.matches("(?s)(node|versions|library)\\s*:?\\s*\\{.*")
        ? Optional.of(ForeignFormat.TEXT_GRAPH)
        : Optional.empty();
  }

  /** Tells messages of protobuf apart, which have no mark: by their first fields. */
  private static Optional<ForeignFormat> ofMessage(Bytes head) {
    if (head.at(0) == VARINT_TAG) {
      int version = head.at(1);
      if (version == 1 && head.at(2) == SECOND_MESSAGE) {
        return Optional.of(ForeignFormat.SAVED_MODEL);
      }
      boolean producer = head.at(2) == SECOND_MESSAGE && isName(head, head.field(3));
      boolean graph = head.at(2) == 0x3a || head.at(2) == 0x42;
      return version >= ONNX_FIRST && version <= VERSION_MOST && (producer || graph)
          ? Optional.of(ForeignFormat.ONNX)
          : Optional.empty();
    }
    if (head.at(0) != FIRST_MESSAGE) {
      return Optional.empty();
    }
    Bytes.Field first = head.field(1);
    boolean named = head.at(first.start()) == FIRST_MESSAGE;
    Bytes.Field name = named ? head.field(first.start() + 1) : Bytes.Field.NONE;
    if (!isName(head, name) || head.at(name.end()) != SECOND_MESSAGE) {
      return Optional.empty();
    }
    return isName(head, head.field(name.end() + 1))
        ? Optional.of(ForeignFormat.GRAPH)
        : Optional.empty();
  }

  private static boolean isName(Bytes head, Bytes.Field field) {
    return field.length() > 0
        && head.text(field.start(), field.length()).matches("[A-Za-z0-9_.>/:\\- ]+");
  }

  /** The bytes of a file's start, and -1 behind them. */
  private static final class Bytes {
    private final byte[] content;

    Bytes(byte[] content) {
      this.content = content;
    }

    /** A part of known length. */
    record Field(int start, int length) {
      static final Field NONE = new Field(0, 0);

      int end() {
        return start + length;
      }
    }

    int at(int i) {
      return i < content.length ? content[i] & 0xff : -1;
    }

    boolean startsWith(int... bytes) {
      return hasAt(0, bytes);
    }

    boolean hasAt(int start, int... bytes) {
      for (int i = 0; i < bytes.length; i++) {
        if (at(start + i) != bytes[i]) {
          return false;
        }
      }
      return true;
    }

    String text(int start, int length) {
      int from = Math.min(start, content.length);
      int most = Math.min(Math.max(0, length), content.length - from);
      return new String(content, from, most, StandardCharsets.ISO_8859_1);
    }

    /** The field whose length is a varint at {@code start}. */
    Field field(int start) {
      int length = 0;
      int i = start;
      for (int shift = 0; shift < Integer.SIZE - 4; shift += 7, i++) {
        int next = at(i);
        if (next < 0) {
          return Field.NONE;
        }
        length |= (next & 0x7f) << shift;
        if (next < 0x80) {
          return new Field(i + 1, length);
        }
      }
      return Field.NONE;
    }
  }
}
