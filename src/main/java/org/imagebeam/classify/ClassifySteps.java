package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Requirements;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.imagebeam.classify.answer.ImageAnswer;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.PartWriter;
import org.imagebeam.classify.table.Prediction;
import org.imagebeam.classify.table.RowSchemas;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.inference.GroupOutcomes;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.ModelHandler;
import org.imagebeam.inference.OutcomeWatch;
import org.imagebeam.inference.RunInference;
import org.imagebeam.model.LabelMap;
import org.imagebeam.session.TensorFlowMessage;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@link ClassifyImages}, whatever its elements are.
 *
 * @param handler of the model
 * @param batches and threads
 * @param order in which a group is batched
 * @param rows how outcomes become rows
 * @param parts where rows are committed, or null if they come out
 */
record ClassifySteps<InputT>(
    ModelHandler<InputT, float[], ImageAnswer> handler,
    BatchOptions batches,
    SerializableComparator<InputT> order,
    Rows<InputT> rows,
    @Nullable Parts parts) {
  private static final Coder<ImageAnswer> ANSWER_CODER = SerializableCoder.of(ImageAnswer.class);

  /**
   * Where rows are committed.
   *
   * @param watch is told of each outcome
   */
  record Parts(
      PartWriter<Classification> results, PartWriter<ImageFailure> failures, OutcomeWatch watch)
      implements Serializable {
    Parts {
      requireNonNull(results, "results is null");
      requireNonNull(failures, "failures is null");
      requireNonNull(watch, "watch is null");
    }
  }

  /** Adds the steps to a pipeline. */
  WithFailures.Result<PCollection<Classification>, ImageFailure> expand(
      PCollection<InputT> images) {
    RunInference<InputT, ImageAnswer> inference =
        RunInference.of(handler, ANSWER_CODER).withBatches(batches).withOrder(order);
    if (parts != null) {
      inference =
          inference
              .withWatch(parts.watch())
              .withCommit(
                  Contextful.fn(
                      new CommitFn<>(rows, parts), Requirements.requiresSideInputs(rows.labels())));
    }
    WithFailures.Result<PCollection<KV<InputT, ImageAnswer>>, InferenceFailure<InputT>> outcomes =
        images.apply("RunInference", inference);
    return WithFailures.Result.of(
        RowSchemas.setOnClassifications(
            outcomes
                .output()
                .apply(
                    "AttachLabels",
                    ParDo.of(new AttachLabelsFn<>(rows)).withSideInputs(rows.labels()))),
        RowSchemas.setOnFailures(
            outcomes
                .failures()
                .apply("DescribeFailures", ParDo.of(new DescribeFailureFn<>(rows)))));
  }

  /**
   * How outcomes become rows.
   *
   * @param key what rows call an element
   * @param model as rows name it
   * @param heads the names of the other outputs whose labels are wanted, in their order
   * @param labels the names of the classes
   */
  record Rows<InputT>(
      SerializableFunction<InputT, ImageKey> key,
      String model,
      ImmutableList<String> heads,
      PCollectionView<LabelMap> labels)
      implements Serializable {
    Rows {
      requireNonNull(key, "key is null");
      requireNonNull(model, "model is null");
      requireNonNull(heads, "heads is null");
      requireNonNull(labels, "labels is null");
    }

    Classification attach(KV<InputT, ImageAnswer> found, LabelMap map) {
      ImageAnswer answer = found.getValue();
      ImmutableSortedMap.Builder<String, List<Prediction>> others =
          ImmutableSortedMap.naturalOrder();
      int number = 0;
      for (String head : heads) {
        others.put(head, predictions(answer.heads().get(number++), map.head(head)));
      }
      return new Classification(
          key.apply(found.getKey()),
          model,
          predictions(answer.best(), map),
          others.build(),
          answer.embedding());
    }

    private static List<Prediction> predictions(List<TopK.Node> best, LabelMap map) {
      return best.stream().map(node -> predict(node, map)).toList();
    }

    private static Prediction predict(TopK.Node node, LabelMap map) {
      LabelMap.Label label = map.label(node.nodeId());
      return new Prediction(label.words(), node.score(), node.nodeId(), label.synset());
    }

    ImageFailure describe(InferenceFailure<InputT> failure) {
      return new ImageFailure(
          key.apply(failure.input()),
          model,
          failure.stage(),
          failure.error(),
          TensorFlowMessage.oneLine(failure.message()));
    }
  }

  /** Names the classes that the network found, by the label map in the side input. */
  private static final class AttachLabelsFn<InputT>
      extends DoFn<KV<InputT, ImageAnswer>, Classification> {
    private static final long serialVersionUID = 1L;

    private final Rows<InputT> rows;

    AttachLabelsFn(Rows<InputT> rows) {
      this.rows = rows;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(rows.attach(context.element(), context.sideInput(rows.labels())));
    }
  }

  /** Adds the image and the model to a failed inference. */
  private static final class DescribeFailureFn<InputT>
      extends DoFn<InferenceFailure<InputT>, ImageFailure> {
    private static final long serialVersionUID = 1L;

    private final Rows<InputT> rows;

    DescribeFailureFn(Rows<InputT> rows) {
      this.rows = rows;
    }

    @ProcessElement
    public void process(
        @Element InferenceFailure<InputT> failure, OutputReceiver<ImageFailure> out) {
      out.output(rows.describe(failure));
    }
  }

  /** Writes the outcomes of a group of images: one part of results and one of failures. */
  private record CommitFn<InputT>(Rows<InputT> rows, Parts parts)
      implements Contextful.Fn<GroupOutcomes<InputT, ImageAnswer>, Void> {
    @Override
    public Void apply(GroupOutcomes<InputT, ImageAnswer> group, Context context)
        throws IOException {
      LabelMap map = context.sideInput(rows.labels());
      List<Classification> results =
          group.inferences().stream().map(one -> rows.attach(one, map)).toList();
      List<ImageFailure> failures = group.failures().stream().map(rows::describe).toList();
      parts.results().write(results);
      parts.failures().write(failures);
      ChunkLog.committed(results, failures);
      return null;
    }
  }
}
