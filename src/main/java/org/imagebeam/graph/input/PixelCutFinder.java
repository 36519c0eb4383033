package org.imagebeam.graph.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Finds where to cut a graph, see {@link PixelCut}. */
record PixelCutFinder(
    GraphDef needed,
    GraphIndex index,
    InferredShapes shapes,
    ImageFeed feed,
    List<String> outputs) {
  private static final long CHANNELS = 3;
  private static final long ANY = -1;

  /** The most pixels whose values an array of Java holds. */
  private static final long MOST_PIXELS = (Integer.MAX_VALUE - 8) / CHANNELS;

  PixelCut cut(ImageInput input) {
    PixelCut cut = find(input);
    if ((long) cut.height() * cut.width() > MOST_PIXELS) {
      throw new UnfitGraphException(
          String.format(
              Locale.ROOT,
              "the graph takes images of height %d and width %d, and %,d pixels are the most that"
                  + " can be fed",
              cut.height(),
              cut.width(),
              MOST_PIXELS));
    }
    return cut;
  }

  private PixelCut find(ImageInput input) {
    if (input.encoded()) {
      return ownSize(input)
          .orElseGet(
              () -> {
                requireNoneInOwnSize(input);
                return sized(input);
              });
    }
    requireStated(input.node(), input.height(), input.width());
    boolean sized = feed.sized() || (input.height() > 0 && input.width() > 0);
    if (sized) {
      return sized(input);
    }
    if (input.channelsFirst()) {
      throw unknownSize(input);
    }
    return ownSize(input)
        .orElseThrow(
            () -> {
              requireNoneInOwnSize(input);
              return unknownSize(input);
            });
  }

  /**
   * Sees that no output is computed from images in their own sizes where another one is computed
   * from what the graph brings them to: a stated size would change what that output sees.
   */
  private void requireNoneInOwnSize(ImageInput input) {
    Map<String, OwnSizeCut> resized = new LinkedHashMap<>();
    for (String output : outputs) {
      OwnSizeCut.find(needed, index, shapes, input, List.of(output))
          .ifPresent(cut -> resized.put(output, cut));
    }
    Optional<String> other =
        outputs.stream().filter(output -> !resized.containsKey(output)).findFirst();
    if (resized.isEmpty() || other.isEmpty()) {
      return;
    }
    Map.Entry<String, OwnSizeCut> first = resized.entrySet().iterator().next();
    throw new UnfitGraphException(
        String.format(
            Locale.ROOT,
            "output '%s' (%s) is computed from images in their own sizes, and not from what node"
                + " '%s' (%s) gives, which brings them all to height %d and width %d: name only"
                + " outputs that are computed from that, such as '%s'",
            other.get(),
            index.get(other.get()).getOp(),
            first.getValue().node(),
            index.get(first.getValue().node()).getOp(),
            first.getValue().height(),
            first.getValue().width(),
            first.getKey()));
  }

  /** Of images that have their size where they enter. */
  private PixelCut sized(ImageInput input) {
    int[] size = {
      size(input, input.height(), feed.height()), size(input, input.width(), feed.width())
    };
    if (input.single() && !input.channelsFirst()) {
      Optional<PixelChain.End> end = PixelChain.follow(index, input, true);
      if (end.isPresent()) {
        return chained(input, end.get(), size, input.dtype());
      }
    }
    Supplier<PixelAdapter> adapter =
        () -> {
          PixelAdapter pixels = new PixelAdapter(index, input.name());
          PixelAdapter shaped = input.single() ? pixels.single() : pixels;
          return (input.channelsFirst() ? shaped.channelsFirst(input.single()) : shaped)
              .to(input.dtype());
        };
    return new PixelCut(
        FrontControls.withoutUnfed(needed, input.name()),
        outputs,
        input,
        size,
        input.single(),
        adapter,
        Optional.empty());
  }

  private int size(ImageInput input, long known, Optional<Integer> stated) {
    return known > 0 ? Math.toIntExact(known) : stated.orElseThrow(() -> unknownSize(input));
  }

  /** Of images that the graph itself brings to a size, if it does. */
  private Optional<PixelCut> ownSize(ImageInput input) {
    boolean exact = input.encoded() || !(input.wholeNumbers() && feed.normalised());
    Optional<PixelChain.End> end =
        exact ? PixelChain.follow(index, input, false) : Optional.empty();
    if (end.isPresent()) {
      int[] size = end.get().size().orElseThrow();
      requireStated(end.get().node(), size[0], size[1]);
      new StatedSizing(feed.sizing()).requireOf(end.get().resize().orElseThrow());
      return Optional.of(chained(input, end.get(), size, DataType.DT_FLOAT));
    }
    return OwnSizeCut.find(needed, index, shapes, input, outputs)
        .map(cut -> behindFront(input, cut));
  }

  private PixelCut chained(ImageInput input, PixelChain.End end, int[] size, DataType held) {
    ImageInput one = input.withShape(List.of(ANY, (long) size[0], (long) size[1], CHANNELS));
    return new PixelCut(
        needed,
        outputs,
        one,
        size,
        false,
        () -> new PixelAdapter(index, end.node().getName()).by(held).scaled(end.scaling()),
        Optional.empty());
  }

  private PixelCut behindFront(ImageInput input, OwnSizeCut cut) {
    requireStated(index.get(cut.node()), cut.height(), cut.width());
    if (input.encoded() && input.wholeNumbers() && feed.normalised()) {
      throw new UnfitGraphException(
          "\"mean\" and \"scale\" are stated, and the graph takes whole numbers where it decodes"
              + " an image: leave them out, or name the node behind its cast as the input");
    }
    PixelAdapter pixels = new PixelAdapter(index, input.name());
    List<NodeDef> fed =
        (input.single() ? pixels.single() : pixels).to(input.dtype()).nodes(1, ANY, ANY, CHANNELS);
    GraphDef moved = new FrontControls(needed, input.name(), cut.node()).moved();
    GraphDef before = Subgraph.endingAt(PixelCut.replace(moved, fed), List.of(cut.node()));
    new StatedSizing(feed.sizing()).requireNone(before);
    String image = cut.node();
    if (cut.dtype() != DataType.DT_FLOAT) {
      NodeDef cast = PixelAdapter.toFloat(index, cut.node(), cut.dtype());
      before = before.toBuilder().addNode(cast).build();
      image = cast.getName();
    }
    int[] size = {cut.height(), cut.width()};
    return new PixelCut(
        moved,
        outputs,
        input.withShape(List.of(ANY, (long) size[0], (long) size[1], CHANNELS)),
        size,
        cut.single(),
        () -> {
          PixelAdapter adapter = new PixelAdapter(index, cut.node());
          return (cut.single() ? adapter.single() : adapter).to(cut.dtype());
        },
        Optional.of(new ImageFront(before, fed.get(0).getName(), image)));
  }

  private void requireStated(NodeDef node, long height, long width) {
    boolean same =
        (height < 0 || feed.height().isEmpty() || feed.height().get() == height)
            && (width < 0 || feed.width().isEmpty() || feed.width().get() == width);
    if (!same) {
      throw new UnfitGraphException(
          String.format(
              Locale.ROOT,
              "the size is stated as %s, and node '%s' (%s) has images of %s: leave it out, or state"
                  + " the graph's",
              feed.size(),
              node.getName(),
              node.getOp(),
              Shapes.text(List.of(height, width))));
    }
  }

  private UnknownSizeException unknownSize(ImageInput input) {
    return new UnknownSizeException(
        String.format(
            Locale.ROOT,
            "node '%s' (%s) takes images of any size, and no node behind it brings them all to one",
            input.name(),
            input.node().getOp()));
  }
}
