package org.imagebeam.classify.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.imagebeam.wordnet.Synset;
import org.imagebeam.wordnet.WordNet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page row by row, in blocks of JSON that its script reads. Labels and folders are written
 * once each, and are numbered from there on. Holds these alone, and no rows. Not thread-safe.
 */
final class PageWriter {
  private static final int BLOCK = 5_000;

  /** Scores are whole numbers of this: as many digits as are shown. */
  private static final double UNIT = 1e-4;

  private final Writer out;
  private final PageTemplate template;
  private final ImageLinks links;
  private final ThumbnailFinder thumbnails;
  private final JsonFactory json = new JsonFactory().setCharacterEscapes(new ForScripts());
  private final Map<String, Integer> labels = new HashMap<>();
  private final Map<String, Integer> folders = new HashMap<>();
  private final List<String> newLabels = new ArrayList<>();

  /** The synsets of the new labels. */
  private final List<String> newSynsets = new ArrayList<>();

  private final List<String> newFolders = new ArrayList<>();
  private final Set<String> models = new LinkedHashSet<>();
  private List<String> outputs = List.of("");
  private @Nullable JsonGenerator block;
  private int inBlock;

  /** What can't end the element that the text is in. */
  private static final class ForScripts extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] escapes = standardAsciiEscapesForJSON();

    ForScripts() {
      escapes['<'] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }

  /**
   * Starts a page.
   *
   * @param out stays open
   */
  PageWriter(OutputStream out, PageTemplate template, ImageLinks links, ThumbnailFinder thumbnails)
      throws IOException {
    // Not as bytes by Jackson, which refuses half a character.
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.template = template;
    this.links = links;
    this.thumbnails = thumbnails;
    this.out.write(template.head());
  }

  void add(ReportRow row) throws IOException {
    JsonGenerator rows = block == null ? begin() : block;
    models.add(row.model());
    int slash = row.path().lastIndexOf('/') + 1;
    rows.writeStartArray();
    rows.writeNumber(number(row.path().substring(0, slash), folders, newFolders));
    rows.writeString(row.path().substring(slash));
    rows.writeString(thumbnails.find(row.path()));
    if (row.failed()) {
      rows.writeString(row.stage());
      rows.writeString(row.message());
    } else {
      writeOutputs(rows, row.outputs());
    }
    rows.writeEndArray();
    if (++inBlock == BLOCK) {
      end();
    }
  }

  /** Writes them in the order of the first row with the most, whatever order this row has. */
  private void writeOutputs(JsonGenerator rows, List<ReportRow.Output> found) throws IOException {
    if (found.size() > outputs.size()) {
      outputs = found.stream().map(ReportRow.Output::name).toList();
    }
    for (ReportRow.Output output : found) {
      rows.writeStartArray();
      for (ReportRow.Label label : output.labels()) {
        int known = labels.size();
        rows.writeNumber(number(label.text(), labels, newLabels));
        if (labels.size() > known) {
          newSynsets.add(label.synset());
        }
        double score = label.score() / UNIT;
        if (!Double.isFinite(score)) {
          rows.writeNull();
        } else if (Math.abs(score) < 1L << 53) {
          rows.writeNumber(Math.round(score));
        } else {
          rows.writeNumber(score);
        }
      }
      rows.writeEndArray();
    }
  }

  private static int number(String text, Map<String, Integer> known, List<String> added) {
    Integer number = known.get(text);
    if (number == null) {
      number = known.size();
      known.put(text, number);
      added.add(text);
    }
    return number;
  }

  /** What a class of ImageNet's is called, and what it is a kind of; nothing for other labels. */
  private static List<String> groups(String synset) {
    return synset.isEmpty()
        ? List.of()
        : Stream.concat(
                WordNet.ofImageNet().find(synset).stream(),
                WordNet.ofImageNet().groups(synset).stream())
            .map(Synset::name)
            .toList();
  }

  private JsonGenerator begin() throws IOException {
    out.write("<script type=\"application/json\" class=\"rows\">");
    JsonGenerator begun =
        json.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    begun.writeStartObject();
    begun.writeArrayFieldStart("rows");
    block = begun;
    return begun;
  }

  private void end() throws IOException {
    if (block == null) {
      return;
    }
    block.writeEndArray();
    block.writeArrayFieldStart("labels");
    for (String label : newLabels) {
      block.writeString(label);
    }
    block.writeEndArray();
    block.writeArrayFieldStart("groups");
    for (String synset : newSynsets) {
      block.writeStartArray();
      for (String group : groups(synset)) {
        block.writeString(group);
      }
      block.writeEndArray();
    }
    block.writeEndArray();
    block.writeArrayFieldStart("folders");
    for (String folder : newFolders) {
      block.writeStartArray();
      block.writeString(folder);
      block.writeString(links.of(folder));
      block.writeEndArray();
    }
    block.writeEndArray();
    block.writeEndObject();
    block.close();
    block = null;
    inBlock = 0;
    newLabels.clear();
    newSynsets.clear();
    newFolders.clear();
    out.write("</script>\n");
  }

  /**
   * Ends the page.
   *
   * @param written when, in words
   */
  void finish(String written) throws IOException {
    end();
    out.write("<script type=\"application/json\" id=\"meta\">");
    try (JsonGenerator meta =
        json.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      meta.writeStartObject();
      meta.writeStringField("written", written);
      meta.writeStringField("ending", ThumbnailFolder.ENDING);
      write(meta, "models", models);
      write(meta, "outputs", outputs);
      write(meta, "thumbnails", thumbnails.addresses(links));
      meta.writeEndObject();
    }
    out.write("</script>\n");
    out.write(template.tail());
    out.flush();
  }

  private static void write(JsonGenerator meta, String name, Iterable<String> values)
      throws IOException {
    meta.writeArrayFieldStart(name);
    for (String value : values) {
      meta.writeString(value);
    }
    meta.writeEndArray();
  }
}
