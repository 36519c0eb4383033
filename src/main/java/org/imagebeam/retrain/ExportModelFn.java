package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.imagebeam.bottleneck.BottleneckWork;
import org.imagebeam.finetune.FineTuneSettings;
import org.imagebeam.finetune.TunableNetwork;
import org.imagebeam.finetune.TunedWeights;
import org.imagebeam.graph.Constants;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.input.FloatOutput;
import org.imagebeam.graph.variables.SoftmaxLayer;
import org.imagebeam.head.HeadTrainer;
import org.imagebeam.head.HeadWeights;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.ModelWriter;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;

/** Makes a model folder of what was trained; gives the model's id. */
final class ExportModelFn extends DoFn<TrainedCheckpoints, String> {
  private static final long serialVersionUID = 1L;

  private final BottleneckWork work;
  private final @Nullable FineTuneSettings fineTune;
  private final OutputFolder output;

  /**
   * @param fineTune if there was one
   */
  ExportModelFn(BottleneckWork work, Optional<FineTuneSettings> fineTune, OutputFolder output) {
    this.work = requireNonNull(work, "work is null");
    this.fineTune = fineTune.orElse(null);
    this.output = requireNonNull(output, "output is null");
  }

  @ProcessElement
  public void export(@Element TrainedCheckpoints trained, OutputReceiver<String> out)
      throws IOException {
    ModelFolder folder = work.openModel();
    ModelSpec spec = folder.spec().ofAdaptedGraph(SoftmaxLayer.OUTPUT);
    out.output(
        ModelWriter.write(output.path(), graph(folder, trained), spec, work.listAgain().labels()));
  }

  private GraphDef graph(ModelFolder folder, TrainedCheckpoints trained) throws IOException {
    ModelGraph original = folder.readGraph();
    if (fineTune == null || trained.fineTuned().isEmpty()) {
      FloatOutput bottleneck = FloatOutput.of(original.graph(), work.settings().model().node());
      return withLayer(bottleneck.graph(), bottleneck.node(), HeadTrainer.read(trained.head()));
    }
    // In front of the network all stays as it was: what decodes and resizes an image.
    TunableNetwork network = TunableNetwork.of(folder, original, fineTune.fromLayer());
    TunedWeights tuned = TunedWeights.read(trained.fineTuned(), trained.step(), network.weights());
    GraphDef learnt = Constants.replace(network.network().graph(), tuned.constants());
    return withLayer(
        Subgraph.replaceBehind(original.graph(), network.network().place(), learnt),
        network.bottleneck(),
        tuned.head());
  }

  private static GraphDef withLayer(GraphDef below, String bottleneck, HeadWeights head) {
    return SoftmaxLayer.append(below, bottleneck, head.weights(), head.biases());
  }
}
