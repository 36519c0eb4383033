package org.imagebeam.learn;

import java.io.IOException;
import java.util.List;

/** Keeps the evaluations of a training, so that a run that goes on has those of the runs before. */
public interface EvaluationLog {
  /**
   * Reads the evaluations so far; none if there are none.
   *
   * @throws IOException if they can't be read
   */
  List<EvaluationRow> rows() throws IOException;

  /**
   * Replaces the evaluations.
   *
   * @throws IOException if they can't be written
   */
  void write(List<EvaluationRow> rows) throws IOException;
}
