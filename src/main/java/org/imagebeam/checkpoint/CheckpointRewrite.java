package org.imagebeam.checkpoint;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.folder.CheckpointWriter;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * Writes checkpoints anew under other names of tensors. No value is changed: its bytes and its
 * checksum are copied. Thread-safe.
 */
public final class CheckpointRewrite {
  /** What TensorFlow's ExponentialMovingAverage adds to a variable's name for its average. */
  public static final String AVERAGE = "/ExponentialMovingAverage";

  private static final long MAX_META_BYTES = Integer.MAX_VALUE;

  private CheckpointRewrite() {}

  /**
   * Copies all tensors, some of them under other names.
   *
   * @param names old name → new name; two may change places
   * @param output the new prefix
   * @throws InvalidValueException if two tensors were to have one name, or {@code output} is where
   *     they come from
   * @throws CheckpointException NOT_FOUND if there is no such tensor, CORRUPT if one is damaged;
   *     nothing is written then
   * @throws IOException if that can't be read or written
   */
  public static void rename(CheckpointReader from, Map<String, String> names, String output)
      throws IOException {
    for (String name : names.keySet()) {
      from.info(name);
    }
    Map<String, String> sources = new LinkedHashMap<>();
    for (TensorInfo tensor : from.tensors()) {
      String target = names.getOrDefault(tensor.name(), tensor.name());
      if (target.isEmpty() || target.charAt(0) == 0) {
        throw new InvalidValueException("'" + target + "' is no valid name of a tensor");
      }
      if (sources.putIfAbsent(target, tensor.name()) != null) {
        throw new InvalidValueException(
            "'" + sources.get(target) + "' and '" + tensor.name() + "' would both be " + target);
      }
    }
    write(from, sources, output);
  }

  /**
   * Gives each variable the value of its moving average, {@code v/ExponentialMovingAverage}, and
   * leaves the averages out. Copies the graph, {@code .meta}, where there is one.
   *
   * @param output the new prefix
   * @return how many variables have got another value
   * @throws InvalidValueException if {@code output} is where they come from
   * @throws CheckpointException MISMATCH if there are no averages, or one is of another dtype or
   *     shape than its variable; CORRUPT if a tensor is damaged; nothing is written then
   * @throws IOException if that can't be read or written
   */
  public static int average(CheckpointReader from, String output) throws IOException {
    Map<String, String> averages = new HashMap<>();
    for (TensorInfo tensor : from.tensors()) {
      String name = tensor.name();
      if (name.endsWith(AVERAGE) && name.length() > AVERAGE.length()) {
        averages.put(name.substring(0, name.length() - AVERAGE.length()), name);
      }
    }
    if (averages.isEmpty()) {
      throw new CheckpointException(
          Kind.MISMATCH,
          from.prefix() + " has no moving averages: no tensor's name ends in " + AVERAGE);
    }
    Map<String, String> sources = new LinkedHashMap<>();
    for (TensorInfo tensor : from.tensors()) {
      if (!averages.containsValue(tensor.name())) {
        requireSame(from, tensor, averages.getOrDefault(tensor.name(), tensor.name()));
        sources.put(tensor.name(), tensor.name());
      }
    }
    sources.putAll(averages);
    copyGraph(from.prefix(), output);
    write(from, sources, output);
    return averages.size();
  }

  private static void requireSame(CheckpointReader from, TensorInfo tensor, String average)
      throws CheckpointException {
    TensorInfo other = from.info(average);
    if (other.dtype() != tensor.dtype() || !other.shape().equals(tensor.shape())) {
      throw new CheckpointException(
          Kind.MISMATCH,
          String.format(
              Locale.ROOT,
              "%s: '%s' is %s %s, and '%s' %s %s",
              from.prefix(),
              tensor.name(),
              tensor.dtypeName(),
              tensor.shapeText(),
              average,
              other.dtypeName(),
              other.shapeText()));
    }
  }

  private static void write(CheckpointReader from, Map<String, String> sources, String output)
      throws IOException {
    requireOther(from.prefix(), output);
    try (CheckpointWriter to = CheckpointWriter.create(output)) {
      for (Map.Entry<String, String> tensor : sources.entrySet()) {
        to.copy(from, tensor.getValue(), tensor.getKey());
      }
      to.commit();
    }
  }

  private static void requireOther(String prefix, String output) throws IOException {
    boolean same =
        Storage.localPath(prefix).isPresent()
            ? Storage.localPath(prefix).equals(Storage.localPath(output))
            : prefix.equals(output);
    if (same) {
      throw new InvalidValueException(
          output + " is the checkpoint that is read; name another to write");
    }
  }

  private static void copyGraph(String prefix, String output) throws IOException {
    requireOther(prefix, output);
    if (Storage.exists(CheckpointPaths.meta(prefix))) {
      AtomicFile.write(
          CheckpointPaths.meta(output),
          Storage.readAll(CheckpointPaths.meta(prefix), MAX_META_BYTES));
    }
  }
}
