package org.imagebeam.finetune;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.checkpoint.SaveOptions;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.storage.Storage;
import org.tensorflow.Session;

/**
 * The checkpoints of a fine-tuning, below its output folder: {@code
 * checkpoints/fine-tune/fine-tune.ckpt-N} with all that the next step needs, of which the last two
 * are kept, and {@code checkpoints/fine-tune-best/best.ckpt-N} with the learnt variables of the
 * best evaluation so far. Not thread-safe.
 */
public final class FineTuneCheckpoints {
  private static final String LAST_FOLDER = "checkpoints/fine-tune";
  private static final String LAST = "fine-tune.ckpt";
  private static final String BEST_FOLDER = "checkpoints/fine-tune-best";
  private static final String BEST = "best.ckpt";
  private static final int KEPT = 2;

  private final String output;
  private final Session session;
  private final Saver last;
  private final Saver best;

  /**
   * Adds the savers' nodes to the graph.
   *
   * @param output local or {@code gs://}
   * @param session on {@code graph}; stays the caller's
   */
  FineTuneCheckpoints(String output, FineTuneGraph graph, Session session) {
    this.output = requireNonNull(output, "output is null");
    this.session = requireNonNull(session, "session is null");
    this.last =
        Saver.builder(graph.graph()).variables(graph.variables().all()).maxToKeep(KEPT).build();
    this.best =
        Saver.builder(graph.graph()).variables(graph.variables().learned()).maxToKeep(1).build();
  }

  /**
   * Finds the step of the newest checkpoint of an output folder; nothing if there is none.
   *
   * @throws CheckpointException if one is named that isn't there, or that isn't ours
   * @throws IOException if the folder can't be read
   */
  static OptionalLong newestStep(String output) throws IOException {
    Optional<String> newest = newest(output);
    if (newest.isEmpty()) {
      return OptionalLong.empty();
    }
    String number = newest.get().substring(newest.get().lastIndexOf('-') + 1);
    try {
      return OptionalLong.of(Long.parseLong(number));
    } catch (NumberFormatException e) {
      throw new CheckpointException(
          CheckpointException.Kind.MISMATCH,
          newest.get()
              + " has no number of steps in its name: name another in the file 'checkpoint'",
          e);
    }
  }

  private static Optional<String> newest(String output) throws IOException {
    return new CheckpointFolder(Storage.resolve(output, LAST_FOLDER)).findLatest();
  }

  /**
   * Sets all variables to what the newest checkpoint holds.
   *
   * @return whether there was one
   */
  boolean restore() throws IOException {
    Optional<String> newest = newest(output);
    if (newest.isPresent()) {
      last.restore(session, newest.get());
      recover(last, LAST_FOLDER);
      recover(best, BEST_FOLDER);
    }
    return newest.isPresent();
  }

  private void recover(Saver saver, String folder) throws IOException {
    List<String> kept = CheckpointState.read(Storage.resolve(output, folder)).allPaths();
    saver.recoverLastCheckpoints(kept);
  }

  /**
   * Saves the variables. The checkpoint to go on from comes first: should the process be killed
   * before the other, whoever goes on is at that step and can save it.
   *
   * @param isBest whether no evaluation so far was better
   */
  void save(long step, boolean isBest) throws IOException {
    last.save(session, Storage.resolve(output, LAST_FOLDER + "/" + LAST), options(step));
    if (isBest) {
      saveBest(step);
    }
  }

  /** Saves the learnt variables as the best, if they aren't saved already. */
  void requireBest(long step) throws IOException {
    if (!Checkpoints.exists(best(step))) {
      saveBest(step);
    }
  }

  private void saveBest(long step) throws IOException {
    best.save(session, Storage.resolve(output, BEST_FOLDER + "/" + BEST), options(step));
  }

  /** Leaves the graph out: of a network that is tuned in part, it holds the other part. */
  private static SaveOptions options(long step) {
    return SaveOptions.at(step).withoutMetaGraph();
  }

  /** Returns the prefix that the best checkpoint has if it is of this step. */
  public String best(long step) {
    return best(output, step);
  }

  /** Returns the prefix that the best checkpoint in an output folder has if it is of this step. */
  public static String best(String output, long step) {
    return Storage.resolve(output, BEST_FOLDER + "/" + BEST + "-" + step);
  }
}
