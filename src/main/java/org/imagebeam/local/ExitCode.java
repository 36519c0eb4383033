package org.imagebeam.local;

/** Lists the exit codes of the process. An exception tells its own, see {@link HasExitCode}. */
public enum ExitCode {
  OK(0, "All done; each image has its row, a result or a failure"),
  INTERNAL(1, "A fault of imagebeam's own"),
  USAGE(2, "An option is unknown, missing, or has an invalid value"),
  NO_INPUT(
      3,
      "Nothing matches the input, a list of paths or the data set can't be read, or there are too"
          + " few labelled images to learn from"),
  MODEL_NOT_FOUND(4, "There is no such model, or it lacks a file"),
  MODEL_UNUSABLE(
      5,
      "The model's archive or graph is damaged or has another checksum than stated, lacks what is"
          + " needed, or can't be fed images alone; or the network failed on every image, whose"
          + " rows say how"),
  LABELS_UNUSABLE(6, "A label file is missing or does not parse"),
  OUTPUT(
      7,
      "The output, a checkpoint or the model cache can't be written, or what is there can't be"
          + " read"),
  PIPELINE(8, "The runner gave up; the same command goes on from what was committed"),
  FETCH(
      9,
      "The model or the data can't be fetched now; the same command goes on from where it stopped"),
  CHECKPOINT_NOT_FOUND(10, "There is no such checkpoint, or it lacks a file or a tensor"),
  CHECKPOINT_DAMAGED(11, "A file of the checkpoint is damaged"),
  CHECKPOINT_UNFIT(
      12, "The checkpoint is sound, but doesn't fit: a dtype, a shape or an output differs"),
  ENVIRONMENT(
      13,
      "Memory, threads or room for native libraries ran out; the message names the setting that"
          + " helps, and the same command goes on from what was committed"),
  TOO_MANY_FAILURES(
      14, "All images have their rows, and more of them are failures than the run allows"),
  TOO_FEW_RESULTS(15, "All images have their rows, and fewer were classified than the run wants"),
  NOT_READY(16, "doctor found that no image can be classified here; its lines say what to do"),
  CLOSED_PIPE(
      141,
      "Nobody reads the rows on standard output any more, as behind head; a shell calls that"
          + " SIGPIPE");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** In words, for the README's table. */
  public String meaning() {
    return meaning;
  }
}
