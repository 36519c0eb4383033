package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.MissingActivation;
import org.imagebeam.local.JsonValue;
import org.tensorflow.proto.GraphDef;

/**
 * The outputs of a network that classify images beside its first one, such as by colour where the
 * first tells the kind. Immutable.
 *
 * @param nodes that give the scores, float32 {@code [1, classes]} each, by the heads' names, in
 *     their order
 * @param activations what makes probabilities of their scores, of those that end without, by the
 *     heads' names
 */
public record Heads(
    ImmutableSortedMap<String, String> nodes, ImmutableSortedMap<String, Activation> activations)
    implements Serializable {
  /** Of a network with one output. */
  public static final Heads NONE = new Heads(ImmutableSortedMap.of(), ImmutableSortedMap.of());

  private static final String NODE = "node";
  private static final String ACTIVATION = "activation";

  private static final String LABELS = "labels-";
  private static final String TEXT = ".txt";

  /** Columns of tables and files begin with a name. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,39}");

  /**
   * @throws IllegalArgumentException if a name is none, two differ in their case alone, or an
   *     activation is of no head
   */
  public Heads {
    requireNonNull(nodes, "nodes is null");
    activations = withoutNone(activations);
    for (String name : activations.keySet()) {
      if (!nodes.containsKey(name)) {
        throw new IllegalArgumentException("there is no head '" + name + "'");
      }
    }
    Set<String> lower = new HashSet<>();
    for (String name : nodes.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'"
                + name
                + "' is no valid name of a head: a name has letters, digits and _, at most 40, and"
                + " begins with a letter");
      }
      if (!lower.add(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "two heads are called '" + name + "', but for capital letters");
      }
    }
  }

  private static ImmutableSortedMap<String, Activation> withoutNone(
      Map<String, Activation> activations) {
    return ImmutableSortedMap.copyOf(
        Maps.filterValues(activations, activation -> activation != Activation.NONE));
  }

  /**
   * Makes one of heads in any order whose scores are taken as they are.
   *
   * @param nodes by the heads' names
   * @throws IllegalArgumentException if a name is none, or two differ in their case alone
   */
  public static Heads of(Map<String, String> nodes) {
    return of(nodes, Map.of());
  }

  /**
   * Makes one of heads in any order.
   *
   * @param nodes by the heads' names
   * @param activations that they end without, by the heads' names
   * @throws IllegalArgumentException if a name is none, two differ in their case alone, or an
   *     activation is of no head
   */
  public static Heads of(Map<String, String> nodes, Map<String, Activation> activations) {
    return new Heads(
        ImmutableSortedMap.copyOf(Maps.transformValues(nodes, TensorName::shortest)),
        ImmutableSortedMap.copyOf(activations));
  }

  /**
   * Reads a member of {@code model.json}: an object with a node's name for each head, or with an
   * object that has a {@code node} and an {@code activation}.
   *
   * @return nothing if the value is none
   */
  static Optional<Heads> read(JsonValue value) {
    Map<String, String> nodes = new TreeMap<>();
    Map<String, Activation> activations = new TreeMap<>();
    for (int i = 0; i < value.names().size(); i++) {
      String name = value.names().get(i);
      JsonValue head = value.items().get(i);
      Optional<String> node = head.member(NODE).orElse(head).string();
      Optional<Activation> activation =
          head.member(ACTIVATION)
              .map(stated -> stated.string().flatMap(Activation::of))
              .orElse(Optional.of(Activation.NONE));
      boolean known = List.of(NODE, ACTIVATION).containsAll(head.names());
      if (node.filter(text -> !text.isBlank()).isEmpty()
          || activation.isEmpty()
          || !known
          || nodes.put(name, node.get()) != null) {
        return Optional.empty();
      }
      activations.put(name, activation.get());
    }
    try {
      return Optional.of(of(nodes, activations)).filter(heads -> !heads.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Says which output two heads name, or a head beside the first output.
   *
   * @param first the first output
   */
  Optional<String> repeated(String first) {
    Map<String, String> heads = new TreeMap<>();
    for (Map.Entry<String, String> head : nodes.entrySet()) {
      String node = head.getValue();
      if (node.equals(first)) {
        return Optional.of(
            "\"heads\" names '" + node + "', which is the first output: leave it out there");
      }
      String other = heads.put(node, head.getKey());
      if (other != null) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "\"heads\" names '%s' as '%s' and as '%s': each needs an output of its own",
                node,
                other,
                head.getKey()));
      }
    }
    return Optional.empty();
  }

  /** Returns the value of the member of {@code model.json}. */
  Map<String, Object> toJson() {
    Map<String, Object> members = new TreeMap<>();
    nodes.forEach(
        (name, node) -> {
          Activation activation = activation(name);
          members.put(
              name,
              activation == Activation.NONE
                  ? node
                  : ImmutableSortedMap.of(NODE, node, ACTIVATION, activation.text()));
        });
    return members;
  }

  /** Returns what makes probabilities of a head's scores. */
  public Activation activation(String head) {
    return activations.getOrDefault(head, Activation.NONE);
  }

  /**
   * Adds the activations that the heads end without to a graph; the outputs keep their names.
   *
   * @throws org.imagebeam.graph.UnfitGraphException if a head is not the first output of its node,
   *     or gives probabilities already
   * @throws org.imagebeam.graph.GraphException if there is no node of a name
   */
  GraphDef activate(GraphDef graph) {
    GraphDef activated = graph;
    for (Map.Entry<String, String> head : nodes.entrySet()) {
      String name = head.getKey();
      activated =
          new MissingActivation("\"activation\" of the head '" + name + "'", activation(name))
              .addTo(activated, head.getValue());
    }
    return activated;
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
    return of(Maps.transformValues(nodes, naming::apply), activations);
  }
}
