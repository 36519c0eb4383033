package org.imagebeam.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.CheckpointException.Kind;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/**
 * Restores in two runs of the session: one that reads every tensor and one that assigns them all,
 * after their shapes have been looked at. What fails, fails in the first.
 */
final class Restorer {
  private static final Pattern MISSING = Pattern.compile("Key (.+) not found in checkpoint");

  private final SaverDef def;
  private final List<RestorePlan.Step> steps;

  Restorer(SaverDef def, List<RestorePlan.Step> steps) {
    this.def = def;
    this.steps = steps;
  }

  /**
   * Restores, or throws and restores nothing.
   *
   * @param local prefix of files on this machine
   * @param prefix as the user gave it, for messages
   */
  void restore(Session session, String local, String prefix) throws CheckpointException {
    try (TString file = TString.scalarOf(local);
        Result read = read(session, file, prefix)) {
      requireShapes(read, prefix);
      Session.Runner runner = session.runner().feed(def.getFilenameTensorName(), file);
      for (int i = 0; i < steps.size(); i++) {
        runner.feed(steps.get(i).value(), read.get(i));
      }
      run(runner.addTarget(def.getRestoreOpName()), prefix).close();
    }
  }

  private Result read(Session session, TString file, String prefix) throws CheckpointException {
    Session.Runner runner = session.runner().feed(def.getFilenameTensorName(), file);
    steps.forEach(step -> runner.fetch(step.value()));
    return run(runner, prefix);
  }

  private static Result run(Session.Runner runner, String prefix) throws CheckpointException {
    try {
      return runner.run();
    } catch (RuntimeException e) {
      throw failure(prefix, e);
    }
  }

  private void requireShapes(Result read, String prefix) throws CheckpointException {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      RestorePlan.Step step = steps.get(i);
      if (!step.takes(read.get(i).shape())) {
        wrong.add(
            step.name()
                + " is "
                + read.get(i).shape()
                + " there, and the variable "
                + step.variable().name()
                + " is "
                + step.variable().shape());
      }
    }
    if (!wrong.isEmpty()) {
      throw new CheckpointException(
          Kind.MISMATCH,
          "the checkpoint "
              + prefix
              + " has other shapes than the graph: "
              + String.join("; ", wrong));
    }
  }

  private static CheckpointException failure(String prefix, RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    Matcher missing = MISSING.matcher(message);
    if (missing.find()) {
      return new CheckpointException(
          Kind.MISMATCH,
          "the checkpoint "
              + prefix
              + " has no "
              + missing.group(1)
              + ", which the graph has a variable for: restore without it, or map another name to it",
          e);
    }
    if (message.contains("does not equal original dtype")) {
      return new CheckpointException(
          Kind.MISMATCH,
          "the checkpoint " + prefix + " has other types than the graph: " + message,
          e);
    }
    return new CheckpointException(
        Kind.CORRUPT, "the checkpoint " + prefix + " can't be read: " + message, e);
  }
}
