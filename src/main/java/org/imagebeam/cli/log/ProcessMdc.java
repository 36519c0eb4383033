package org.imagebeam.cli.log;

import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/**
 * Keeps the values that all events have, such as the run's id: for the whole process and not, as is
 * usual, for a thread, since a run uses threads that are the runner's. Thread-safe.
 */
public final class ProcessMdc implements MDCAdapter {
  private static final Map<String, String> VALUES = new TreeMap<>();

  private final MDCAdapter deques = new NOPMDCAdapter();

  /** Returns the values. */
  static Map<String, String> values() {
    synchronized (VALUES) {
      return Map.copyOf(VALUES);
    }
  }

  @Override
  public void put(String key, String value) {
    synchronized (VALUES) {
      VALUES.put(key, value);
    }
  }

  @Override
  public @Nullable String get(String key) {
    synchronized (VALUES) {
      return VALUES.get(key);
    }
  }

  @Override
  public void remove(String key) {
    synchronized (VALUES) {
      VALUES.remove(key);
    }
  }

  @Override
  public void clear() {
    synchronized (VALUES) {
      VALUES.clear();
    }
  }

  @Override
  public Map<String, String> getCopyOfContextMap() {
    return values();
  }

  @Override
  public void setContextMap(Map<String, String> map) {
    synchronized (VALUES) {
      VALUES.clear();
      VALUES.putAll(map);
    }
  }

  @Override
  public void pushByKey(String key, String value) {
    deques.pushByKey(key, value);
  }

  @Override
  public @Nullable String popByKey(String key) {
    return deques.popByKey(key);
  }

  @Override
  public @Nullable Deque<String> getCopyOfDequeByKey(String key) {
    return deques.getCopyOfDequeByKey(key);
  }

  @Override
  public void clearDequeByKey(String key) {
    deques.clearDequeByKey(key);
  }
}
