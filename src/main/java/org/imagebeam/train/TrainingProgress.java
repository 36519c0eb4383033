package org.imagebeam.train;

/** Is told how a training goes. */
interface TrainingProgress {
  /** So many more steps are done. */
  void stepsDone(long steps);

  /** A checkpoint was saved. */
  void saved(long nanos);
}
