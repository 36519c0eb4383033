package org.imagebeam.graph.optimize.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.NodeDef;

/**
 * Ops that scale and shift channels one after the other, of which nothing else sees what is between
 * them.
 *
 * @param affine what they do together
 * @param nodes the ops in order; none if there is no such op
 */
public record AffineChain(ChannelAffine affine, List<NodeDef> nodes) {
  public AffineChain {
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads as many as there are.
   *
   * @param channels of what they are applied to
   * @param rank of what they are applied to
   * @param from the node that the first one reads
   * @param first the node that may be the first, if there is one
   * @throws GraphException if constants are damaged, or not as many as there are channels
   */
  public static AffineChain read(
      GraphIndex index, Uses uses, int channels, int rank, String from, Optional<NodeDef> first) {
    ChannelAffineReader reader = new ChannelAffineReader(index, channels, rank);
    ChannelAffine affine = ChannelAffine.identity(channels);
    List<NodeDef> nodes = new ArrayList<>();
    String last = from;
    Optional<NodeDef> next = first;
    while (next.isPresent() && uses.onlyFirstOutput(next.get().getName())) {
      Optional<ChannelAffine> read = reader.read(next.get(), last);
      if (read.isEmpty()) {
        break;
      }
      affine = affine.then(read.get());
      nodes.add(next.get());
      last = next.get().getName();
      next = uses.soleReader(last);
    }
    return new AffineChain(affine, nodes);
  }
}
