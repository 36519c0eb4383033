package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionView;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelRef;

/** Reads a model folder's label files into a side input. */
public final class ReadLabels extends PTransform<PBegin, PCollectionView<LabelMap>> {
  private static final long serialVersionUID = 1L;

  /** The step that names the model. */
  public static final String CREATE_STEP = "Model";

  /** The step that parses the files. */
  public static final String PARSE_STEP = "ParseLabels";

  /** The step that makes the side input. */
  public static final String VIEW_STEP = "LabelMapView";

  private final ModelRef location;
  private final String digest;

  private ReadLabels(ModelRef location, String digest) {
    this.location = requireNonNull(location, "location is null");
    this.digest = requireNonNull(digest, "digest is null");
  }

  /**
   * The labels of a model.
   *
   * @param location as {@link ModelHandle#location} has it
   */
  public static ReadLabels of(ModelRef location) {
    return new ReadLabels(location, "");
  }

  /** Returns a transform that fails if the labels no longer match the digest. */
  ReadLabels expecting(String labels) {
    return new ReadLabels(location, labels);
  }

  @Override
  public PCollectionView<LabelMap> expand(PBegin input) {
    return input
        .apply(CREATE_STEP, Create.of(location).withCoder(SerializableCoder.of(ModelRef.class)))
        .apply(PARSE_STEP, ParDo.of(new ParseFn(digest)))
        .setCoder(SerializableCoder.of(LabelMap.class))
        .apply(VIEW_STEP, View.asSingleton());
  }

  private static final class ParseFn extends DoFn<ModelRef, LabelMap> {
    private static final long serialVersionUID = 1L;

    private final String digest;

    ParseFn(String digest) {
      this.digest = digest;
    }

    @ProcessElement
    public void process(@Element ModelRef location, OutputReceiver<LabelMap> out) {
      LabelMap labels = LabelFiles.read(location.open());
      if (!digest.isEmpty() && !digest.equals(labels.digest())) {
        throw new LabelFileException(
            location.name(), "its labels have changed since the run began: run again");
      }
      out.output(labels);
    }
  }
}
