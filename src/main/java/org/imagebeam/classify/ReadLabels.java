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
import org.imagebeam.model.ModelFolder;

/** Reads a model folder's label files into a side input. */
public final class ReadLabels extends PTransform<PBegin, PCollectionView<LabelMap>> {
  private static final long serialVersionUID = 1L;

  /** The step that names the model. */
  public static final String CREATE_STEP = "ModelLocation";

  /** The step that parses the files. */
  public static final String PARSE_STEP = "ParseLabels";

  /** The step that makes the side input. */
  public static final String VIEW_STEP = "LabelMapView";

  private final String location;

  private ReadLabels(String location) {
    this.location = requireNonNull(location, "location is null");
  }

  /**
   * The labels of a model.
   *
   * @param location as {@link ModelFolder#open} takes it
   */
  public static ReadLabels of(String location) {
    return new ReadLabels(location);
  }

  @Override
  public PCollectionView<LabelMap> expand(PBegin input) {
    return input
        .apply(CREATE_STEP, Create.of(location))
        .apply(PARSE_STEP, ParDo.of(new ParseFn()))
        .setCoder(SerializableCoder.of(LabelMap.class))
        .apply(VIEW_STEP, View.asSingleton());
  }

  private static final class ParseFn extends DoFn<String, LabelMap> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String location, OutputReceiver<LabelMap> out) {
      out.output(LabelFiles.read(ModelFolder.open(location)));
    }
  }
}
