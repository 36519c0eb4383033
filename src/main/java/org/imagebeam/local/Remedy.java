package org.imagebeam.local;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/**
 * Names what a user can do about an error. The exception's message says it in words; a program with
 * a command or an option for it can add that.
 *
 * @param kind what to do
 * @param arguments what to do it with, as the kind says
 */
public record Remedy(Kind kind, List<String> arguments) implements Serializable {
  /** What can be done. */
  public enum Kind {
    /** Let the scores of an image differ from run to run. */
    ALLOW_RANDOM,
    /** Let a model's graph do more than compute. */
    ALLOW_UNSAFE_MODEL,
    /**
     * Fetch a model again: its name or address, then the folder of the cache unless it is usual.
     */
    FETCH_MODEL,
    /** Freeze a graph: the checkpoint's prefix, then the node of the output. */
    FREEZE_GRAPH,
    /** Make a model folder of another kind of model. */
    IMPORT_MODEL,
    /** Look up the names of layers in a model. */
    LIST_LAYERS,
    /** Look up the names of models in the catalogue. */
    LIST_MODELS,
    /** Look up the names of tensors in a checkpoint. */
    LIST_TENSORS,
    /** Name images to see the values of a network's layers with. */
    NAME_CALIBRATION_IMAGES,
    /** Name another folder for what is fetched: the setting that does so. */
    NAME_CACHE,
    /** Name the node of a graph that takes an image. */
    NAME_INPUT,
    /** Name the node of a graph that gives the scores. */
    NAME_OUTPUT,
    /** Say how the pixels are normalised that a network takes. */
    NAME_PIXELS,
    /** State the height and width of the images that a network takes. */
    NAME_SIZE,
    /** Read the files that are left out because nobody means them. */
    READ_ALL_FILES,
    /** Unpack the native libraries to a folder, ahead of the runs that use them there. */
    UNPACK_LIBRARIES
  }

  public Remedy {
    requireNonNull(kind, "kind is null");
    arguments = List.copyOf(arguments);
  }

  /** Returns a remedy of this kind. */
  public static Remedy of(Kind kind, String... arguments) {
    return new Remedy(kind, List.of(arguments));
  }
}
