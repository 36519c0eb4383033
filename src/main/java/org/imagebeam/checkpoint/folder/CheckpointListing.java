package org.imagebeam.checkpoint.folder;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.bundle.ShardNames;
import org.imagebeam.checkpoint.bundle.TensorSliceFile;
import org.imagebeam.storage.FileInfo;
import org.imagebeam.storage.Storage;

/** Finds the checkpoints in a folder, of both formats, also such as lack a file. */
final class CheckpointListing {
  private static final String INDEX = ".index";
  private static final String META = ".meta";
  private static final Pattern DATA =
      Pattern.compile("(.*)\\.data-\\d{5}-of-\\d{5}", Pattern.DOTALL);
  private static final Pattern STEP = Pattern.compile("-(\\d{1,18})(-\\?{5}-of-\\d{5})?$");
  private static final double MILLIS = 1000;

  private final String folder;
  private final CheckpointState state;

  CheckpointListing(String folder, CheckpointState state) {
    this.folder = folder;
    this.state = state;
  }

  /** All, oldest first: those that the state doesn't list by time, then those that it lists. */
  List<CheckpointSummary> all() throws IOException {
    Set<String> listed = new HashSet<>();
    List<CheckpointSummary> inOrder = new ArrayList<>();
    for (String path : state.allPaths()) {
      String prefix = CheckpointLocator.find(path).orElse(path);
      listed.add(absolute(prefix));
      inOrder.add(summary(prefix, path));
    }
    List<CheckpointSummary> all = new ArrayList<>();
    for (String name : names(Storage.list(folder))) {
      String prefix = CheckpointPaths.join(folder, name);
      if (!listed.contains(absolute(prefix))) {
        all.add(summary(prefix, prefix));
      }
    }
    all.sort(Comparator.comparing(summary -> summary.time().orElse(Instant.MIN)));
    all.addAll(inOrder);
    return all;
  }

  /** The names of the checkpoints that a folder's files belong to. */
  private Set<String> names(List<String> files) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String file : files) {
      Matcher data = DATA.matcher(file);
      if (file.endsWith(INDEX) && file.length() > INDEX.length()) {
        names.add(file.substring(0, file.length() - INDEX.length()));
      } else if (data.matches()) {
        names.add(data.group(1));
      } else if (!file.endsWith("/")
          && !file.endsWith(META)
          && isTable(CheckpointPaths.join(folder, file))) {
        names.add(ShardNames.prefixOf(file).orElse(file));
      }
    }
    return names;
  }

  private static boolean isTable(String path) {
    try {
      return TensorSliceFile.isOne(path);
    } catch (IOException e) {
      // Whatever can't be read beside checkpoints is for nobody here to judge.
      return false;
    }
  }

  /** One form for what may be given as an absolute or as a relative path. */
  private static String absolute(String prefix) throws IOException {
    return Storage.localPath(prefix).map(path -> path.normalize().toString()).orElse(prefix);
  }

  private CheckpointSummary summary(String prefix, String listedAs) throws IOException {
    long bytes = 0;
    Optional<Instant> written = Optional.empty();
    List<String> files = new ArrayList<>(List.of(CheckpointPaths.index(prefix)));
    files.addAll(CheckpointLocator.hasIndex(prefix) ? List.of() : ShardNames.present(prefix));
    for (String file : CheckpointLocator.filesOf(prefix)) {
      files.add(CheckpointPaths.join(CheckpointPaths.directory(prefix), file));
    }
    for (String file : files) {
      Optional<FileInfo> found = Storage.info(file);
      bytes += found.map(FileInfo::sizeBytes).orElse(0L);
      if (written.isEmpty()) {
        written = found.map(FileInfo::modified);
      }
    }
    Optional<Instant> saved = time(listedAs);
    return new CheckpointSummary(
        prefix,
        isNewest(prefix),
        step(prefix),
        saved.isPresent() ? saved : written,
        bytes,
        fault(prefix));
  }

  private static Optional<String> fault(String prefix) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      reader.requireFiles();
      return Optional.empty();
    } catch (IOException e) {
      // Also one without permission to read: the others are to be listed all the same.
      return Optional.of(requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  private boolean isNewest(String prefix) throws IOException {
    Optional<String> named = state.modelPath();
    return named.isPresent()
        && absolute(CheckpointLocator.find(named.get()).orElse(named.get()))
            .equals(absolute(prefix));
  }

  private static OptionalLong step(String prefix) {
    Matcher step = STEP.matcher(prefix);
    return step.find() ? OptionalLong.of(Long.parseLong(step.group(1))) : OptionalLong.empty();
  }

  private Optional<Instant> time(String listedAs) {
    int place = state.allPaths().lastIndexOf(listedAs);
    return place < 0 || state.timestamps().isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(Math.round(state.timestamps().get(place) * MILLIS)));
  }
}
