package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.checkpoint.CheckpointException.Kind;
import org.imagebeam.storage.Storage;

/** What checkpoints a folder holds: those that its file {@code checkpoint} lists, and others. */
public final class CheckpointFolder {
  private static final String INDEX = ".index";
  private static final Pattern STEP = Pattern.compile("-(\\d{1,18})$");
  private static final double MILLIS = 1000;

  private final String folder;

  public CheckpointFolder(String folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /**
   * The prefix that a user means by a prefix or a folder: itself, or the newest in the folder.
   *
   * @throws CheckpointException NOT_FOUND if there is no checkpoint of that name or in that folder
   * @throws IOException if that can't be found out
   */
  public static String prefixOf(String prefixOrFolder) throws IOException {
    if (prefixOrFolder.endsWith("/") || !Storage.exists(CheckpointPaths.index(prefixOrFolder))) {
      if (Storage.isFolder(prefixOrFolder)) {
        return new CheckpointFolder(prefixOrFolder).requireLatest();
      }
      throw new CheckpointException(
          Kind.NOT_FOUND,
          String.format(
              "there is no checkpoint %s: neither the file %s nor a folder of that name",
              prefixOrFolder, CheckpointPaths.index(prefixOrFolder)));
    }
    return prefixOrFolder;
  }

  /**
   * The prefix of the newest checkpoint, as {@link Checkpoints#latestCheckpoint(String)} gives it.
   *
   * @throws CheckpointException NOT_FOUND if there is none; CORRUPT if the folder's file {@code
   *     checkpoint} can't be read
   * @throws IOException if that can't be found out
   */
  public String requireLatest() throws IOException {
    Optional<String> latest = Checkpoints.latestCheckpoint(folder);
    if (latest.isPresent()) {
      return latest.get();
    }
    String why =
        CheckpointState.read(folder)
            .modelPath()
            .map(path -> "its file 'checkpoint' names " + path + ", which is not there")
            .orElse("it has no file 'checkpoint'");
    throw new CheckpointException(
        Kind.NOT_FOUND, "there is no newest checkpoint in " + folder + ": " + why);
  }

  /**
   * The prefix of the newest checkpoint, for who would start anew where there is none: nothing if
   * the folder has no state.
   *
   * @throws CheckpointException NOT_FOUND if the state names one that isn't there: to start anew
   *     beside it would end in two trainings in one folder; CORRUPT if the state can't be read
   * @throws IOException if that can't be found out
   */
  public Optional<String> findLatest() throws IOException {
    Optional<String> latest = Checkpoints.latestCheckpoint(folder);
    Optional<String> named = CheckpointState.read(folder).modelPath();
    if (latest.isEmpty() && named.isPresent()) {
      throw new CheckpointException(
          Kind.NOT_FOUND,
          "the file 'checkpoint' in "
              + folder
              + " names "
              + named.get()
              + ", which isn't there: name another in it, or another folder");
    }
    return latest;
  }

  /**
   * All checkpoints, oldest first: those that {@code checkpoint} doesn't list by time, then those
   * that it lists, in its order. Reads the indexes, and no data.
   *
   * @throws CheckpointException NOT_FOUND if there is no such folder; CORRUPT if its file {@code
   *     checkpoint} can't be read
   * @throws IOException if that can't be read
   */
  public List<CheckpointSummary> list() throws IOException {
    if (!Storage.isFolder(folder)) {
      throw new CheckpointException(Kind.NOT_FOUND, "there is no folder " + folder);
    }
    List<String> names = Storage.list(folder);
    CheckpointState state = CheckpointState.read(folder);
    Set<String> listed = new HashSet<>();
    List<CheckpointSummary> inOrder = new ArrayList<>();
    for (String prefix : state.allPaths()) {
      listed.add(absolute(prefix));
      inOrder.add(summary(prefix, state));
    }
    List<CheckpointSummary> all = new ArrayList<>();
    for (String name : names) {
      int end = name.length() - INDEX.length();
      if (end > 0 && name.endsWith(INDEX)) {
        String prefix = CheckpointPaths.join(folder, name.substring(0, end));
        if (!listed.contains(absolute(prefix))) {
          all.add(summary(prefix, state));
        }
      }
    }
    all.sort(Comparator.comparing(summary -> summary.time().orElse(Instant.MIN)));
    all.addAll(inOrder);
    return all;
  }

  /** One form for what may be given as an absolute or as a relative path. */
  private static String absolute(String prefix) throws IOException {
    return Storage.localPath(prefix).map(path -> path.normalize().toString()).orElse(prefix);
  }

  private static CheckpointSummary summary(String prefix, CheckpointState state)
      throws IOException {
    Optional<Metadata> index = Storage.stat(CheckpointPaths.index(prefix));
    long bytes = index.map(Metadata::sizeBytes).orElse(0L);
    Optional<String> fault = Optional.empty();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (TensorInfo tensor : reader.tensors()) {
        bytes += tensor.bytes();
      }
      bytes += size(CheckpointPaths.meta(prefix));
      reader.requireFiles();
    } catch (CheckpointException e) {
      fault = Optional.of(e.getMessage());
    }
    return new CheckpointSummary(
        prefix,
        state.modelPath().isPresent() && absolute(state.modelPath().get()).equals(absolute(prefix)),
        step(prefix),
        time(prefix, state).or(() -> index.map(m -> Instant.ofEpochMilli(m.lastModifiedMillis()))),
        bytes,
        fault);
  }

  private static long size(String file) throws IOException {
    return Storage.stat(file).map(Metadata::sizeBytes).orElse(0L);
  }

  private static OptionalLong step(String prefix) {
    Matcher step = STEP.matcher(prefix);
    return step.find() ? OptionalLong.of(Long.parseLong(step.group(1))) : OptionalLong.empty();
  }

  private static Optional<Instant> time(String prefix, CheckpointState state) {
    int place = state.allPaths().lastIndexOf(prefix);
    return place < 0 || state.timestamps().isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(Math.round(state.timestamps().get(place) * MILLIS)));
  }
}
