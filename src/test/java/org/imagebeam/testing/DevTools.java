package org.imagebeam.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The Chrome DevTools Protocol: calls that are answered, and events in between. Thread-safe. */
final class DevTools implements AutoCloseable, WebSocket.Listener {
  private static final long LIMIT_MILLIS = 60_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringBuilder message = new StringBuilder();
  private final Map<Integer, JsonNode> answers = new HashMap<>();
  private final List<JsonNode> events = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private WebSocket socket;
  private String failure = "";

  private DevTools() {}

  static DevTools connect(URI address) {
    DevTools devTools = new DevTools();
    devTools.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, devTools).join();
    return devTools;
  }

  /**
   * Calls a method and waits for its result.
   *
   * @param session of a page, or empty for the browser itself
   */
  JsonNode call(String session, String method, Map<String, ?> parameters) {
    int id = calls.incrementAndGet();
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", id);
    call.put("method", method);
    call.put("params", parameters);
    if (!session.isEmpty()) {
      call.put("sessionId", session);
    }
    try {
      socket.sendText(JSON.writeValueAsString(call), true).join();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(method + " can't be called with " + parameters, e);
    }
    JsonNode answer = takeAnswer(method, id);
    if (answer.has("error")) {
      throw new IllegalStateException(method + " failed: " + answer.get("error"));
    }
    return answer.get("result");
  }

  private synchronized JsonNode takeAnswer(String method, int id) {
    await(method, () -> answers.containsKey(id));
    return answers.remove(id);
  }

  /** Waits until an event has come. */
  void await(String session, String event) {
    await(session, event, 1);
  }

  /** Waits until so many events of that name have come in all. */
  synchronized void await(String session, String event, int count) {
    await(event, () -> events(session, event).size() >= count);
  }

  /** The parameters of the events of that name that have come so far. */
  synchronized List<JsonNode> events(String session, String name) {
    return events.stream()
        .filter(event -> event.path("sessionId").asText().equals(session))
        .filter(event -> event.get("method").asText().equals(name))
        .map(event -> event.get("params"))
        .toList();
  }

  private void await(String what, BooleanSupplier come) {
    long limit = System.currentTimeMillis() + LIMIT_MILLIS;
    while (!come.getAsBoolean()) {
      long left = limit - System.currentTimeMillis();
      if (!failure.isEmpty() || left <= 0) {
        throw new IllegalStateException(
            "no answer to " + what + (failure.isEmpty() ? " in time" : ": " + failure));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    receive(data, last);
    from.request(1);
    return null;
  }

  private synchronized void receive(CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      try {
        JsonNode json = JSON.readTree(message.toString());
        if (json.has("id")) {
          answers.put(json.get("id").asInt(), json);
        } else {
          events.add(json);
        }
      } catch (JsonProcessingException e) {
        failure = e.toString();
      }
      message.setLength(0);
      notifyAll();
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    fail("the browser closed the connection: " + status + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    fail(error.toString());
  }

  private synchronized void fail(String reason) {
    failure = reason;
    notifyAll();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
