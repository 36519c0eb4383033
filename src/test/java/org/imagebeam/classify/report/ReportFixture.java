package org.imagebeam.classify.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables as classify writes them, and what is in a page of them. */
final class ReportFixture {
  static final String RESULTS_HEADER =
      "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1,"
          + "label_2,score_2,node_id_2,synset_2,settings\r\n";
  static final String FAILURES_HEADER =
      "image,size_bytes,modified,model,stage,error,message,settings\r\n";
  private static final Pattern BLOCK =
      Pattern.compile(
          "<script type=\"application/json\" (class=\"rows\"|id=\"meta\")>(.*?)</script>");
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportFixture() {}

  static String result(String path, String model, String first, double score, double second) {
    return String.format(
        Locale.ROOT,
        "%s,1,2026-11-28T05:42:40Z,%s,%s,%s,1,n1,other,%s,2,n2,aaaaaaaaaa\r\n",
        path,
        model,
        first,
        score,
        second);
  }

  static String failure(String path, String model, String stage, String message) {
    return String.format(
        "%s,1,2026-11-28T05:42:40Z,%s,%s,Exception,%s,aaaaaaaaaa\r\n", path, model, stage, message);
  }

  static Path write(Path file, String... rows) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, String.join("", rows));
  }

  /** What a page holds of its images, a line each: the path, and what is said of it. */
  static List<String> lines(Path page) throws IOException {
    List<String> labels = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (JsonNode block : blocks(page)) {
      block.path("labels").forEach(label -> labels.add(label.asText()));
      block.path("folders").forEach(folder -> folders.add(folder.get(0).asText()));
      for (JsonNode row : block.path("rows")) {
        StringBuilder line =
            new StringBuilder(folders.get(row.get(0).asInt())).append(row.get(1).asText());
        for (int i = 3; i < row.size(); i++) {
          line.append(" |");
          if (row.get(i).isTextual()) {
            line.append(' ').append(row.get(i).asText());
          }
          for (int label = 0; label < row.get(i).size(); label += 2) {
            line.append(' ')
                .append(labels.get(row.get(i).get(label).asInt()))
                .append(' ')
                .append(row.get(i).get(label + 1));
          }
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  /** The blocks of rows, and what is said of all of them. */
  static List<JsonNode> blocks(Path page) throws IOException {
    List<JsonNode> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(page));
    while (matcher.find()) {
      blocks.add(JSON.readTree(matcher.group(2)));
    }
    return blocks;
  }

  static JsonNode meta(Path page) throws IOException {
    List<JsonNode> blocks = blocks(page);
    return blocks.get(blocks.size() - 1);
  }
}
