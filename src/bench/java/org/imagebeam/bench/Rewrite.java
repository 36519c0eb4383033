package org.imagebeam.bench;

import java.util.List;
import org.imagebeam.graph.AveragePoolMover;
import org.imagebeam.graph.BatchNormFolder;
import org.imagebeam.graph.BatchedGraph;
import org.imagebeam.graph.Dequantizer;
import org.imagebeam.graph.LayerFuser;
import org.imagebeam.graph.NumericsRemover;
import org.imagebeam.graph.WinogradRewriter;
import org.tensorflow.proto.GraphDef;

/** How far a network is rewritten; each step includes those before it. */
enum Rewrite {
  BATCHED("decode cut off") {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return batched.graph();
    }
  },
  UNCHECKED("+ numeric checks dropped") {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return NumericsRemover.remove(BATCHED.apply(batched, outputs), outputs);
    }
  },
  DEQUANTIZED("+ weights dequantised") {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return Dequantizer.fold(UNCHECKED.apply(batched, outputs), outputs);
    }
  },
  FOLDED("+ batch norms folded") {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return BatchNormFolder.fold(DEQUANTIZED.apply(batched, outputs), outputs);
    }
  },
  POOLS_MOVED("+ average pools moved") {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return AveragePoolMover.move(FOLDED.apply(batched, outputs), outputs);
    }
  },
  WINOGRAD("+ Winograd") {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return WinogradRewriter.rewrite(POOLS_MOVED.apply(batched, outputs), outputs);
    }
  },
  FUSED("+ layers fused ahead") {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return LayerFuser.fuse(WINOGRAD.apply(batched, outputs), outputs);
    }
  },
  /** Where {@code classify} does that, and then it is all that it does. */
  CLASSIFY("+ wide convolutions split") {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return ClassifyWay.rewrite(batched, outputs);
    }
  };

  private final String description;

  Rewrite(String description) {
    this.description = description;
  }

  /** The network after this step; pure. */
  abstract GraphDef apply(BatchedGraph batched, List<String> outputs);

  /** For people. */
  String description() {
    return description;
  }
}
