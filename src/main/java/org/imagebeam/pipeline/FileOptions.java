package org.imagebeam.pipeline;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.storage.FileFilter;

/** Lists the options that say which files of a folder are read. */
public interface FileOptions extends PipelineOptions {
  @Description(
      "Leaves out files and folders of this name or path: a glob without a / is held to each name"
          + " below the input ('*.tmp', raw), one with a / to the path below it ('2019/**'), or to the"
          + " whole path if it starts with / or gs://. Several in several --exclude.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.String("")
  String getExclude();

  void setExclude(String value);

  @Description(
      "Reads only files that match this glob, which is held to names and paths like --exclude;"
          + " several in several --include.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.String("")
  String getInclude();

  void setInclude(String value);

  @Description(
      "Reads hidden files and folders as well, and those that systems and file managers make"
          + " (.Trash-1000, @eaDir, Thumbs.db), which are left out otherwise, and counted.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Boolean(false)
  boolean getAll();

  void setAll(boolean value);

  /**
   * Reads the options.
   *
   * @throws InvalidValueException if a pattern has no meaning, naming the option
   */
  static FileFilter filter(FileOptions options) {
    return new FileFilter(
        globs("include", options.getInclude()),
        globs("exclude", options.getExclude()),
        options.getAll());
  }

  private static List<String> globs(String option, String value) {
    List<String> globs = RepeatedOption.values(value);
    for (String glob : globs) {
      if (glob.isBlank()) {
        throw InvalidValueException.of(option, "must not be empty");
      }
    }
    try {
      FileFilter.requireMeaning(globs);
    } catch (IllegalArgumentException e) {
      throw InvalidValueException.of(option, String.valueOf(e.getMessage()));
    }
    return globs;
  }
}
