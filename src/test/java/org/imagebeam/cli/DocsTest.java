package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the documents to the code. {@code mvn test -Dtest=DocsTest -Ddocs.update} writes
 * docs/commands.md, and what is generated in the others, anew.
 */
class DocsTest {
  private static final Path COMMANDS = Path.of("docs/commands.md");
  private static final Path MODELS = Path.of("docs/models.md");
  private static final boolean UPDATE = System.getProperty("docs.update") != null;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ImagebeamCommand imagebeam =
      new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true));

  @Test
  void shouldHoldAllCommandsOptionsAndExitCodes() throws IOException {
    String text = CommandsDoc.of(imagebeam.commandLine());
    if (UPDATE) {
      Files.writeString(COMMANDS, text);
    }
    assertEquals(text, Files.readString(COMMANDS));
  }

  @Test
  void shouldShowWhatListPrints(@TempDir Path cache) throws IOException {
    assertEquals(0, imagebeam.run("model", "list", "--modelCache=" + cache), err.toString());
    assertHolds(MODELS, "model list", "```\n" + out + "```\n");
  }

  @Test
  void shouldShowWhatInspectPrints() throws IOException {
    assertEquals(0, imagebeam.run("model", "inspect", "embedded"), err.toString());
    List<String> printed = out.toString().lines().toList();
    List<String> shown = new ArrayList<>(printed);
    int layers = printed.indexOf("") + 1;
    shown.subList(layers + 4, printed.size() - 4).clear();
    shown.add(layers + 4, "…");
    assertHolds(MODELS, "model inspect", "```\n" + String.join("\n", shown) + "\n```\n");
  }

  @Test
  void shouldShowTheExampleThatIsCompiledAndRun() throws IOException {
    String example =
        Files.readString(Path.of("src/examples/java/org/imagebeam/examples/OwnPipeline.java"));
    String start = "// [start of README]\n";
    String snippet =
        example.substring(
            example.indexOf(start) + start.length(), example.indexOf("    // [end of README]"));
    assertHolds(Path.of("README.md"), "OwnPipeline", "```java\n" + snippet.stripIndent() + "```\n");
  }

  /** Links between the documents, and to places in them. */
  @Test
  void shouldLinkToWhatIsThere() throws IOException {
    Pattern link = Pattern.compile("\\]\\(([^)#:]*)(#[^)]*)?\\)");
    List<String> broken = new ArrayList<>();
    for (Path file : documents()) {
      Matcher links = link.matcher(Files.readString(file));
      while (links.find()) {
        Path target =
            links.group(1).isEmpty() ? file : file.resolveSibling(links.group(1)).normalize();
        if (!Files.exists(target)
            || (links.group(2) != null && !anchors(target).contains(links.group(2).substring(1)))) {
          broken.add(file + ": " + links.group());
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> top = Files.list(Path.of(""))) {
      return Stream.concat(docs, top).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  private static List<String> anchors(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  private static void assertHolds(Path file, String name, String text) throws IOException {
    String start = "<!-- " + name + " -->\n";
    String end = "<!-- end of " + name + " -->";
    String document = Files.readString(file);
    int from = document.indexOf(start);
    int to = document.indexOf(end);
    assertTrue(from >= 0 && to > from, file + " has no place for " + name);
    if (UPDATE) {
      Files.writeString(file, document.substring(0, from) + start + text + document.substring(to));
    } else {
      assertEquals(text, document.substring(from + start.length(), to));
    }
  }
}
