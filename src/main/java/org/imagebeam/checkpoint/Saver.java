package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.folder.CheckpointLocator;
import org.imagebeam.checkpoint.folder.CheckpointPublisher;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.folder.CheckpointWindow;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.checkpoint.folder.LocalCopy;
import org.imagebeam.checkpoint.folder.StagedName;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.local.OutputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/**
 * Saves a graph's variables to files and restores them, with the meaning of {@code tf.train.Saver}
 * (TensorFlow 2.18, tensorflow/python/training/saver.py); each reads what the other has written.
 *
 * <pre>{@code
 * Saver saver = Saver.builder(graph).maxToKeep(3).build();
 * String prefix = saver.save(session, "net/my_net.ckpt", SaveOptions.at(step));
 * saver.restore(session, Checkpoints.latestCheckpoint("net").orElseThrow());
 * }</pre>
 *
 * <p>A checkpoint is {@code <prefix>.index}, {@code <prefix>.data-00000-of-00001} and the graph,
 * {@code <prefix>.meta}; a text file beside them names the newest ({@link CheckpointState}).
 *
 * <p>A process may be killed at any moment: the text file always names a checkpoint that is whole.
 * Files are written in a hidden folder of the directory and renamed to their names, data before
 * index; the text file comes last. Where a checkpoint of that name is to be replaced, which takes
 * several renames, the text file first names the new one in its hidden folder, whose files stay
 * there while links to them take their places; then it names the place. What a killed process left
 * is put in order by the next {@link #save} in that directory: it ends an overwriting that the text
 * file knew of, and removes other hidden folders. A {@code gs://} directory is written in the same
 * order, by uploads; the text file is then replaced only if it is what it was when the saving
 * began.
 *
 * <p>The session and the graph stay the caller's. Not thread-safe, but for {@link #save} and {@link
 * #restore} against each other.
 */
public final class Saver {
  private static final Logger LOG = LoggerFactory.getLogger(Saver.class);

  private final Graph graph;
  private final SaverDef def;
  private final Restorer restorer;
  private final CheckpointWindow window;
  private final boolean padStepNumber;
  private final boolean saveRelativePaths;

  Saver(Graph graph, SaverDef def, Clock clock, boolean padStepNumber, boolean saveRelativePaths) {
    this.graph = graph;
    this.def = def;
    this.restorer = new Restorer(def, RestorePlan.of(graph, def.getRestoreOpName()));
    this.window =
        new CheckpointWindow(
            def.getMaxToKeep(), def.getKeepCheckpointEveryNHours(), requireNonNull(clock));
    this.padStepNumber = padStepNumber;
    this.saveRelativePaths = saveRelativePaths;
  }

  /** Starts a saver of all the graph's variables that keeps the last five checkpoints. */
  public static SaverBuilder builder(Graph graph) {
    return new SaverBuilder(requireNonNull(graph, "graph is null"));
  }

  /**
   * A saver whose nodes are in the graph already.
   *
   * @param clock tells when a checkpoint was saved
   * @throws IllegalArgumentException if the nodes are not there
   */
  public static Saver of(Graph graph, SaverDef def, Clock clock) {
    return new Saver(requireNonNull(graph, "graph is null"), def, clock, false, false);
  }

  /** Saves with the default options; see {@link #save(Session, String, SaveOptions)}. */
  public String save(Session session, String prefix) throws IOException {
    return save(session, prefix, SaveOptions.defaults());
  }

  /**
   * Saves the variables, adds the checkpoint to the window, and deletes the one that leaves it; if
   * that fails, there is a warning. A checkpoint of the same name is replaced.
   *
   * @param prefix a folder, made where missing, and the start of the files' names
   * @return the prefix with the step, for {@link #restore}
   * @throws OutputException if the files can't be written; nothing is replaced then
   * @throws IllegalArgumentException if the prefix and the state have the same name
   * @throws IllegalStateException if a variable has no value yet
   */
  public synchronized String save(Session session, String prefix, SaveOptions options)
      throws IOException {
    requireNonNull(session, "session is null");
    String target = target(prefix, options);
    new CheckpointPublisher(target, options.latestFilename(), saveRelativePaths)
        .publish(
            (folder, name) -> write(session, folder.resolve(name), target, options),
            () -> listed(target));
    window.next().ifPresent(Saver::delete);
    return target;
  }

  private String target(String prefix, SaveOptions options) {
    if (CheckpointPaths.name(prefix).isEmpty()) {
      throw new IllegalArgumentException(prefix + " is a folder: add the start of a file's name");
    }
    if (options.globalStep().isPresent()) {
      long step = options.globalStep().getAsLong();
      return prefix + "-" + (padStepNumber ? String.format(Locale.ROOT, "%08d", step) : step);
    }
    if (CheckpointPaths.name(prefix).equals(options.latestFilename())) {
      throw new IllegalArgumentException(
          "the checkpoint " + prefix + " has the name of the state file beside it: choose another");
    }
    return prefix;
  }

  /** With the new one in the window, or last where there is no window. */
  private List<String> listed(String target) {
    window.add(target);
    List<String> all = new ArrayList<>(window.prefixes());
    if (all.isEmpty() || !all.get(all.size() - 1).equals(target)) {
      all.add(target);
    }
    return all;
  }

  private void write(Session session, Path file, String target, SaveOptions options)
      throws IOException {
    try (TString prefix = TString.scalarOf(file.toString())) {
      session
          .runner()
          .feed(def.getFilenameTensorName(), prefix)
          .fetch(def.getSaveTensorName())
          .run()
          .close();
    } catch (TFFailedPreconditionException e) {
      throw new IllegalStateException(
          "a variable has no value yet: initialise or restore it before saving. " + e.getMessage(),
          e);
    } catch (RuntimeException e) {
      throw new OutputException(target, e.getMessage());
    }
    if (options.writeMetaGraph()) {
      byte[] meta = MetaGraph.export(graph, Optional.of(def)).toByteArray();
      Files.write(Path.of(CheckpointPaths.meta(file.toString())), meta);
    }
  }

  private static void delete(String prefix) {
    try {
      Checkpoints.delete(prefix);
    } catch (IOException e) {
      LOG.warn("the checkpoint {} can't be deleted: {}", prefix, e.getMessage());
    }
  }

  /**
   * Sets the variables to what a checkpoint holds. Other variables keep their values; those that
   * are set need not have been initialised.
   *
   * @param prefix as {@link #save} or {@link Checkpoints#latestCheckpoint} gave it, of format V2 or
   *     V1; one of the checkpoint's files, or the file {@code checkpoint} that names it, stands for
   *     it too
   * @throws CheckpointException if there is no such checkpoint, a variable is not in it, or is of
   *     another shape or type, or a file is damaged; all variables keep their values then
   */
  public synchronized void restore(Session session, String prefix) throws IOException {
    requireNonNull(session, "session is null");
    String found = CheckpointLocator.require(requireNonNull(prefix, "prefix is null"));
    restorer.requireTensors(found);
    try (LocalCopy copy = LocalCopy.of(found)) {
      restorer.restore(session, copy.prefix(), found);
    }
  }

  /** The checkpoints that are not deleted yet, from oldest to newest. */
  public synchronized List<String> lastCheckpoints() {
    return window.prefixes();
  }

  /**
   * Goes on where another process ended: takes the checkpoints in its list, of those that exist, as
   * saved by this saver when their files were written.
   *
   * @param prefixes from oldest to newest, such as {@link CheckpointState#allPaths}
   */
  public synchronized void recoverLastCheckpoints(List<String> prefixes) throws IOException {
    List<CheckpointWindow.Entry> entries = new ArrayList<>();
    for (String prefix : prefixes) {
      String target = StagedName.target(prefix);
      Checkpoints.modified(target)
          .ifPresent(time -> entries.add(new CheckpointWindow.Entry(target, time)));
    }
    window.set(entries);
  }

  /**
   * Takes these checkpoints as the saver's own.
   *
   * @param times when each was saved, in seconds since 1970, by prefix, from oldest to newest
   */
  public synchronized void setLastCheckpointsWithTime(Map<String, Double> times) {
    window.set(
        times.entrySet().stream()
            .map(entry -> new CheckpointWindow.Entry(entry.getKey(), entry.getValue()))
            .toList());
  }

  /** The names of the saver's nodes, and what it keeps. */
  public SaverDef toSaverDef() {
    return def;
  }
}
