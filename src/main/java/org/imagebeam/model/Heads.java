package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.imagebeam.graph.TensorName;

/**
 * The outputs of a network that classify images beside its first one, such as by colour where the
 * first tells the kind. Immutable.
 *
 * @param nodes that give the scores, float32 {@code [1, classes]} each, by the heads' names, in
 *     their order
 */
public record Heads(ImmutableSortedMap<String, String> nodes) implements Serializable {
  /** Of a network with one output. */
  public static final Heads NONE = new Heads(ImmutableSortedMap.of());

  private static final String LABELS = "labels-";
  private static final String TEXT = ".txt";

  /** Columns of tables and files begin with a name. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,39}");

  /**
   * @throws IllegalArgumentException if a name is none, or two differ in their case alone
   */
  public Heads {
    requireNonNull(nodes, "nodes is null");
    Set<String> lower = new HashSet<>();
    for (String name : nodes.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "the head '"
                + name
                + "' can't be called so: a name has letters, digits and _, at most 40, and begins"
                + " with a letter");
      }
      if (!lower.add(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "two heads are called '" + name + "', but for capital letters");
      }
    }
  }

  /**
   * Makes one of heads in any order.
   *
   * @param nodes by the heads' names
   * @throws IllegalArgumentException if a name is none, or two differ in their case alone
   */
  public static Heads of(Map<String, String> nodes) {
    ImmutableSortedMap.Builder<String, String> shortest = ImmutableSortedMap.naturalOrder();
    nodes.forEach((name, node) -> shortest.put(name, TensorName.shortest(node)));
    return new Heads(shortest.build());
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** Returns their names, in their order. */
  public ImmutableList<String> names() {
    return nodes.keySet().asList();
  }

  /** Returns the name of the file in a model folder that names class n of a head in line n. */
  public static String labelFile(String head) {
    return LABELS + head + TEXT;
  }

  /** Whether a model folder's file names the classes of a head. */
  public static boolean isLabelFile(String name) {
    return name.startsWith(LABELS)
        && name.endsWith(TEXT)
        && NAME.matcher(name.substring(LABELS.length(), name.length() - TEXT.length())).matches();
  }

  /** Returns the same with other names for the nodes. */
  Heads named(UnaryOperator<String> naming) {
    return new Heads(ImmutableSortedMap.copyOf(Maps.transformValues(nodes, naming::apply)));
  }
}
