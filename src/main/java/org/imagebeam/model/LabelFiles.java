package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.model.LabelMap.Label;
import org.imagebeam.storage.FileTooLargeException;
import org.imagebeam.storage.Storage;

/** Reads the label files of a model folder. */
public final class LabelFiles {
  /** Node id to synset. */
  public static final String NODES = "imagenet_2012_challenge_label_map_proto.pbtxt";

  /** Synset to words. */
  public static final String SYNSETS = "imagenet_synset_to_human_label_map.txt";

  /** The words of class n in line n, counted from 0: in place of the other two. */
  public static final String LABELS = "labels.txt";

  /** All names of files that a model folder can have its labels in. */
  public static final List<String> ALL = List.of(LABELS, NODES, SYNSETS);

  /** The files of ImageNet's 21,842 synsets have 2 MB. */
  private static final long MAX_BYTES = 16L << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private LabelFiles() {}

  /**
   * Reads {@value #LABELS} if the folder has it, or else {@value #NODES} and {@value #SYNSETS}; and
   * the file of each head, see {@link Heads#labelFile}.
   *
   * @throws LabelFileException if a file is missing or does not parse
   */
  public static LabelMap read(ModelFolder folder) {
    LabelMap first = readFirst(folder);
    Map<String, LabelMap> heads = new HashMap<>();
    for (String head : folder.spec().heads().names()) {
      String name = Heads.labelFile(head);
      String file = folder.path(name);
      byte[] content =
          find(folder, name)
              .orElseThrow(
                  () ->
                      new LabelFileException(
                          file,
                          "there is no such file; the head '"
                              + head
                              + "' needs it, with a class in each line"));
      heads.put(head, ofLines(text(content, file), file));
    }
    return heads.isEmpty() ? first : new LabelMap(first.labels(), heads);
  }

  private static LabelMap readFirst(ModelFolder folder) {
    Optional<byte[]> labels = find(folder, LABELS);
    if (labels.isPresent()) {
      String file = folder.path(LABELS);
      return ofLines(text(labels.get(), file), file).behind(folder.spec().labelOffset());
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

  /**
   * Reads a file that names class n in line n, counted from 0.
   *
   * @param file local or {@code gs://}
   * @throws LabelFileException if it is missing or does not parse
   * @throws IOException if it can't be read
   */
  public static LabelMap readLines(String file) throws IOException {
    try {
      return ofLines(text(Storage.readAll(file, MAX_BYTES), file), file);
    } catch (NoSuchFileException | FileNotFoundException e) {
      // Java says so of folders and of files without permission, too.
      throw new LabelFileException(
          file,
          Storage.exists(file) || Storage.isFolder(file)
              ? "it can't be read: it is a folder, or this user has no permission"
              : "there is no such file");
    } catch (FileTooLargeException e) {
      throw new LabelFileException(file, "is no label file: " + e.getMessage());
    }
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
    if (isJson(text.strip())) {
      throw new LabelFileException(
          file, "is JSON: write a class a line in the order of the scores, without brackets");
    }
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

  /** A label may begin with a bracket, too: so all of the text has to be JSON. */
  private static boolean isJson(String text) {
    if (!text.startsWith("[") && !text.startsWith("{")) {
      return false;
    }
    try {
      JSON.readTree(text);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
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
