package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.proto.SaverDef;

/** Builds a {@link Saver}: says what it saves, and how much of it to keep. Not thread-safe. */
public final class SaverBuilder {
  private final Graph graph;
  private @Nullable SortedMap<String, GraphVariable> variables;
  private int maxToKeep = 5;
  private double keepCheckpointEveryNHours = 10_000;
  private boolean padStepNumber;
  private boolean saveRelativePaths;
  private boolean sharded;
  private Clock clock = Clock.systemUTC();

  SaverBuilder(Graph graph) {
    this.graph = graph;
  }

  /**
   * Saves these variables only, under their own names.
   *
   * @throws IllegalArgumentException if one is no variable of the graph, or named twice
   */
  public SaverBuilder variables(List<String> names) {
    SortedMap<String, GraphVariable> chosen = new TreeMap<>();
    for (String name : names) {
      if (chosen.put(name, GraphVariable.named(graph, name)) != null) {
        throw new IllegalArgumentException("the variable " + name + " is named twice");
      }
    }
    variables = chosen;
    return this;
  }

  /**
   * Saves these variables only, under other names.
   *
   * @throws IllegalArgumentException if one is no variable of the graph, or has two names
   */
  public SaverBuilder variables(Map<String, String> nameInCheckpointToVariable) {
    SortedMap<String, GraphVariable> chosen = new TreeMap<>();
    for (Map.Entry<String, String> entry : nameInCheckpointToVariable.entrySet()) {
      GraphVariable variable = GraphVariable.named(graph, entry.getValue());
      if (chosen.containsValue(variable)) {
        throw new IllegalArgumentException(
            "the variable " + entry.getValue() + " has two names in the checkpoint");
      }
      chosen.put(entry.getKey(), variable);
    }
    variables = chosen;
    return this;
  }

  /** How many checkpoints not to delete; 0 keeps all, and lists only the newest. */
  public SaverBuilder maxToKeep(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("maxToKeep is " + n + ", not 0 or more");
    }
    maxToKeep = n;
    return this;
  }

  /** Of those that leave the window, one is kept for good in each such time. */
  public SaverBuilder keepCheckpointEveryNHours(double hours) {
    if (!(hours > 0)) {
      throw new IllegalArgumentException("keepCheckpointEveryNHours is " + hours + ", not above 0");
    }
    keepCheckpointEveryNHours = hours;
    return this;
  }

  /** Whether steps are written with eight digits at least. */
  public SaverBuilder padStepNumber(boolean pad) {
    padStepNumber = pad;
    return this;
  }

  /** Whether the state file names the checkpoints as seen from its folder, which may then move. */
  public SaverBuilder saveRelativePaths(boolean relative) {
    saveRelativePaths = relative;
    return this;
  }

  /** Whether each device's variables go to a data file of their own. */
  public SaverBuilder sharded(boolean shards) {
    sharded = shards;
    return this;
  }

  /** By which time passes. */
  public SaverBuilder clock(Clock newClock) {
    clock = requireNonNull(newClock, "newClock is null");
    return this;
  }

  /**
   * Adds the saver's nodes to the graph. The parts of a partitioned variable that Python has
   * defined become one tensor in the checkpoint, as there.
   *
   * @throws IllegalArgumentException if there are no variables
   */
  public Saver build() {
    SortedMap<String, GraphVariable> chosen = variables;
    if (chosen == null) {
      chosen = new TreeMap<>();
      for (GraphVariable variable : GraphVariable.all(graph)) {
        chosen.put(variable.name(), variable);
      }
    }
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("the graph has no variables to save");
    }
    SaverDef def =
        SaverNodes.add(graph, SavedVariable.of(chosen, VariableDefs.partitioned(graph)), sharded)
            .setMaxToKeep(maxToKeep)
            .setKeepCheckpointEveryNHours((float) keepCheckpointEveryNHours)
            .build();
    return new Saver(graph, def, clock, padStepNumber, saveRelativePaths);
  }
}
