package org.imagebeam.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A Chromium without a screen, spoken to by the Chrome DevTools Protocol. {@code
 * scripts/lib/chromium} finds or installs it.
 */
public final class Chromium implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String PORT_FILE = "DevToolsActivePort";

  private static final String LOADED = "Page.loadEventFired";

  private final Process process;
  private final DevTools devTools;

  private Chromium(Process process, DevTools devTools) {
    this.process = process;
    this.devTools = devTools;
  }

  /**
   * Starts one. Aborts the test, with the reason, where there is none to be had.
   *
   * @param profile an empty folder for its files
   */
  public static Chromium start(Path profile) throws IOException, InterruptedException {
    Path log = profile.resolve("chromium.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    binary(),
                    "--headless",
                    // Root may not use the sandbox, and the pages are our own.
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-background-networking",
                    "--no-first-run",
                    "--hide-scrollbars",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "about:blank"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try {
      return new Chromium(process, DevTools.connect(awaitAddress(process, profile, log)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String binary() throws IOException, InterruptedException {
    Path errors = Files.createTempFile("chromium", ".log");
    try {
      Process script =
          new ProcessBuilder(Path.of("scripts", "lib", "chromium").toAbsolutePath().toString())
              .redirectError(errors.toFile())
              .start();
      String path =
          new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (script.waitFor() != 0) {
        String reason = "no Chromium can be had here: " + Files.readString(errors).strip();
        // JUnit tells no watcher of a whole class that is skipped.
        System.out.println("skipped: " + reason);
        Assumptions.abort(reason);
      }
      return path;
    } finally {
      Files.delete(errors);
    }
  }

  /** The file that it writes once it listens: a port, and a path. */
  private static URI awaitAddress(Process process, Path profile, Path log)
      throws IOException, InterruptedException {
    Path file = profile.resolve(PORT_FILE);
    Instant limit = Instant.now().plus(START_LIMIT);
    while (Instant.now().isBefore(limit) && process.isAlive()) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() == 2) {
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      Thread.sleep(20);
    }
    throw new IOException("Chromium did not start:\n" + Files.readString(log));
  }

  /**
   * Loads a page in a window of its own.
   *
   * @param width of the window, in CSS pixels
   * @param scheme what the reader prefers, {@code light} or {@code dark}
   */
  public Page open(Path page, int width, int height, String scheme) {
    JsonNode target = devTools.call("", "Target.createTarget", Map.of("url", "about:blank"));
    String id = target.get("targetId").asText();
    String session =
        devTools
            .call("", "Target.attachToTarget", Map.of("targetId", id, "flatten", true))
            .get("sessionId")
            .asText();
    devTools.call(session, "Page.enable", Map.of());
    devTools.call(session, "Network.enable", Map.of());
    devTools.call(session, "Log.enable", Map.of());
    devTools.call(
        session,
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    devTools.call(
        session,
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    devTools.call(session, "Page.navigate", Map.of("url", page.toUri().toString()));
    devTools.await(session, LOADED);
    return new Page(devTools, session);
  }

  @Override
  public void close() {
    devTools.close();
    process.destroy();
    try {
      // Till then it writes to its profile, which the test wants to delete.
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** A key. */
  public enum Key {
    TAB("Tab", 9, "", 0),
    BACK_TAB("Tab", 9, "", 8),
    ENTER("Enter", 13, "\r", 0),
    SPACE(" ", 32, " ", 0),
    DOWN("ArrowDown", 40, "", 0);

    private final String name;
    private final int code;
    private final String text;
    private final int modifiers;

    Key(String name, int code, String text, int modifiers) {
      this.name = name;
      this.code = code;
      this.text = text;
      this.modifiers = modifiers;
    }
  }

  /** A page that is loaded. */
  public static final class Page {
    private final DevTools devTools;
    private final String session;

    private Page(DevTools devTools, String session) {
      this.devTools = devTools;
      this.session = session;
    }

    /** The value of a JavaScript expression, awaited if it is a promise. */
    public JsonNode evaluate(String expression) {
      JsonNode answer =
          devTools.call(
              session,
              "Runtime.evaluate",
              Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
      if (answer.has("exceptionDetails")) {
        throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
      }
      return answer.get("result").path("value");
    }

    /**
     * Waits until a JavaScript expression has a value.
     *
     * @param expected the value as JSON
     * @return the value as JSON: the expected one, or another if that hasn't come in half a minute
     */
    public String await(String expression, String expected) {
      return evaluate(
              "new Promise(done => { const end = Date.now() + 30000; const look = () => {"
                  + " const value = JSON.stringify("
                  + expression
                  + "); if (value === "
                  + TextNode.valueOf(expected)
                  + " || Date.now() > end) { done(value); } else { setTimeout(look, 10); } };"
                  + " look(); })")
          .asText();
    }

    /** Loads the page anew, by the address that it has now. */
    public void reload() {
      int loads = devTools.events(session, LOADED).size();
      devTools.call(session, "Page.reload", Map.of());
      devTools.await(session, LOADED, loads + 1);
    }

    /** Types a text where the focus is. */
    public void type(String text) {
      devTools.call(session, "Input.insertText", Map.of("text", text));
    }

    /** Presses a key and lets it go. */
    public void press(Key key) {
      Map<String, Object> event = new HashMap<>();
      event.put("key", key.name);
      event.put("code", key.name.equals(" ") ? "Space" : key.name);
      event.put("windowsVirtualKeyCode", key.code);
      event.put("modifiers", key.modifiers);
      event.put("type", key.text.isEmpty() ? "rawKeyDown" : "keyDown");
      event.put("text", key.text);
      devTools.call(session, "Input.dispatchKeyEvent", event);
      event.put("type", "keyUp");
      event.put("text", "");
      devTools.call(session, "Input.dispatchKeyEvent", event);
    }

    /**
     * What the browser tells a screen reader of the page: each node's role, name and properties, in
     * the order of the page.
     */
    public List<JsonNode> accessibilityTree() {
      List<JsonNode> nodes = new ArrayList<>();
      devTools
          .call(session, "Accessibility.getFullAXTree", Map.of())
          .get("nodes")
          .forEach(nodes::add);
      return nodes;
    }

    /** The addresses of all that was asked for so far, the page itself first. */
    public List<String> requests() {
      return devTools.events(session, "Network.requestWillBeSent").stream()
          .map(event -> event.get("request").get("url").asText())
          .toList();
    }

    /** What the browser complained of so far. */
    public List<String> complaints() {
      return devTools.events(session, "Log.entryAdded").stream()
          .map(event -> event.get("entry").get("text").asText())
          .toList();
    }

    /** The whole page as a PNG file. */
    public byte[] screenshot() throws IOException {
      return devTools
          .call(session, "Page.captureScreenshot", Map.of("captureBeyondViewport", true))
          .get("data")
          .binaryValue();
    }
  }
}
