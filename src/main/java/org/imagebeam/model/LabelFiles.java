package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.model.LabelMap.Label;
import org.imagebeam.storage.FileTooLargeException;

/** Reads the label files of a model folder. */
public final class LabelFiles {
  /** Node id to synset. */
  public static final String NODES = "imagenet_2012_challenge_label_map_proto.pbtxt";

  /** Synset to words. */
  public static final String SYNSETS = "imagenet_synset_to_human_label_map.txt";

  /** The words of class n in line n, counted from 0: in place of the other two. */
  public static final String LABELS = "labels.txt";

  /** The files of ImageNet's 21,842 synsets have 2 MB. */
  private static final long MAX_BYTES = 16L << 20;

  private LabelFiles() {}

  /**
   * Reads {@value #LABELS} if the folder has it, or else {@value #NODES} and {@value #SYNSETS}.
   *
   * @throws LabelFileException if a file is missing or does not parse
   */
  public static LabelMap read(ModelFolder folder) {
    Optional<byte[]> labels = find(folder, LABELS);
    if (labels.isPresent()) {
      String file = folder.path(LABELS);
      return ofLines(text(labels.get(), file), file);
    }
    String nodesFile = folder.path(NODES);
    String synsetsFile = folder.path(SYNSETS);
    String nodes = text(require(folder, NODES), nodesFile);
    Map<String, String> words =
        SynsetFile.parse(text(require(folder, SYNSETS), synsetsFile), synsetsFile);
    Map<Integer, Label> map = new HashMap<>();
    for (NodeFile.Entry entry : NodeFile.parse(nodes, nodesFile)) {
      String found = words.get(entry.synset());
      if (found == null) {
        throw new LabelFileException(
            nodesFile,
            entry.line(),
            "synset "
                + entry.synset()
                + " of node id "
                + entry.nodeId()
                + " has no words in "
                + synsetsFile);
      }
      map.put(entry.nodeId(), new Label(entry.synset(), found));
    }
    if (map.isEmpty()) {
      throw new LabelFileException(nodesFile, "there are no entries in it");
    }
    return new LabelMap(map);
  }

  private static byte[] require(ModelFolder folder, String name) {
    return find(folder, name)
        .orElseThrow(
            () ->
                new LabelFileException(
                    folder.path(name),
                    "there is no such file; a model folder needs "
                        + NODES
                        + " and "
                        + SYNSETS
                        + ", or "
                        + LABELS));
  }

  private static Optional<byte[]> find(ModelFolder folder, String name) {
    try {
      return folder.find(name, MAX_BYTES);
    } catch (ModelException e) {
      if (e.getCause() instanceof FileTooLargeException) {
        throw new LabelFileException(folder.path(name), "is no label file: " + e.getMessage());
      }
      throw e;
    }
  }

  /** Empty lines at the end name no class; others leave theirs without a name. */
  private static LabelMap ofLines(String text, String file) {
    List<String> lines = text.lines().toList();
    Map<Integer, Label> map = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String words = lines.get(i).strip();
      LabelText.require(words, file, i + 1, "label");
      map.put(i, new Label("", LabelText.isInvisible(words) ? "" : words));
    }
    for (int last = lines.size() - 1;
        last >= 0 && requireNonNull(map.get(last)).words().isEmpty();
        last--) {
      map.remove(last);
    }
    if (map.isEmpty()) {
      throw new LabelFileException(file, "there are no labels in it: name a class in each line");
    }
    return new LabelMap(map);
  }

  /** The file's text, without a byte order mark. */
  private static String text(byte[] bytes, String file) {
    CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = utf8.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      throw new LabelFileException(file, line, "not UTF-8: save it as UTF-8");
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
