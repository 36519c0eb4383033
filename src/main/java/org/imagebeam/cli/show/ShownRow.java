package org.imagebeam.cli.show;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table.
 *
 * @param path of the image
 * @param run the model and the settings that the row is of; empty in tables of former releases
 * @param failure why the image failed; null if it didn't
 * @param labelled whether it has labels, or could have: not of an embedding alone
 * @param labels best first
 * @param heads those of each other output
 */
record ShownRow(
    String path,
    RunIds run,
    @Nullable String failure,
    boolean labelled,
    ImmutableList<Label> labels,
    ImmutableMap<String, ImmutableList<Label>> heads) {
  /**
   * What rows of one kind have in common.
   *
   * @param model as rows name it
   * @param settings the id of the settings
   */
  record RunIds(String model, String settings) {}

  /**
   * A label.
   *
   * @param score not a number if the table has none
   * @param synset empty if there is none
   */
  record Label(String text, float score, String synset) {}

  static ShownRow failed(String path, RunIds run, String failure) {
    return new ShownRow(path, run, failure, false, ImmutableList.of(), ImmutableMap.of());
  }

  static ShownRow embedded(String path, RunIds run) {
    return new ShownRow(path, run, null, false, ImmutableList.of(), ImmutableMap.of());
  }
}
