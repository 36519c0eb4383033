package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.image.Distortion;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.imagemodel.ImageModelHandler;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.imagemodel.VectorFunction;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.model.ModelSpec;

/**
 * Says how bottlenecks are made of images.
 *
 * @param model that makes them, and its node whose values they are
 * @param pixels what the model folder says of the pixels that its graph is fed
 * @param inference how it is run, and which pixels an image gives
 * @param distortion of the copies
 * @param copies distorted ones of each training image, beside the image as it is
 */
public record BottleneckSettings(
    ModelHandle model,
    String pixels,
    InferenceSettings inference,
    DistortionSettings distortion,
    int copies)
    implements ImageViewHandler.View {
  /** The version of the format; with another number, no file of before is read. */
  static final int FORMAT = 1;

  private static final int FINGERPRINT_DIGITS = 16;

  /**
   * @throws IllegalArgumentException if there are copies without a distortion, or fewer than none
   */
  public BottleneckSettings {
    requireNonNull(model, "model is null");
    requireNonNull(pixels, "pixels is null");
    requireNonNull(inference, "inference is null");
    requireNonNull(distortion, "distortion is null");
    if (copies < 0) {
      throw new IllegalArgumentException("copies must be at least 0, not " + copies);
    }
    if (copies > 0 && distortion.isNone()) {
      throw new IllegalArgumentException(
          copies + " distorted copies of each image need a distortion");
    }
  }

  /**
   * Sees that a model's graph has a bottleneck, and makes the settings for it. Opens no session.
   *
   * @param location of the model
   * @param graph of the model, as it was read
   * @throws ModelException if the graph can't be used
   */
  public static BottleneckSettings of(
      ModelRef location,
      ModelGraph graph,
      InferenceSettings inference,
      DistortionSettings distortion,
      int copies) {
    ModelFolder folder = graph.folder();
    String node = folder.spec().bottleneck();
    String name = GraphIndex.nodeName(node);
    if (graph.graph().getNodeList().stream().noneMatch(found -> found.getName().equals(name))) {
      throw new ModelException(
              ModelException.Kind.UNUSABLE,
              folder.path(ModelFolder.GRAPH)
                  + " has no bottleneck, the node '"
                  + node
                  + "', to learn from: name the one before its last layer as \"bottleneck\" in "
                  + folder.path(ModelFolder.SPEC))
          .withRemedy(Remedy.of(Remedy.Kind.LIST_LAYERS));
    }
    ImageModelLoader.batch(folder, graph.graph(), node);
    return new BottleneckSettings(
        ModelHandle.of(location, graph, node),
        pixels(folder.spec()),
        inference,
        distortion,
        copies);
  }

  private static String pixels(ModelSpec spec) {
    String pixels =
        String.format(
            Locale.ROOT,
            "input=%s size=%s mean=%s scale=%s%s",
            spec.input(),
            spec.size().map(Object::toString).orElse("of the graph"),
            number(spec.channelMeans()),
            number(spec.channelScales()),
            sizing(spec.sizing()));
    // Not where there is nothing, as caches of earlier versions have it.
    GraphAdaptation adaptation = spec.adaptation();
    return pixels
        + (adaptation.blueFirst() ? " channels=BGR" : "")
        + (adaptation.feeds().isEmpty() ? "" : " feeds=" + adaptation.feeds());
  }

  /** Writes nothing where images are resized as those in caches of earlier versions. */
  private static String sizing(Sizing sizing) {
    return sizing.isPlain() ? "" : " resize=" + sizing.text();
  }

  /** Writes one number if all colours have the same, as caches of earlier versions have it. */
  private static String number(List<Float> channels) {
    return channels.stream().distinct().count() == 1
        ? channels.get(0).toString()
        : channels.toString();
  }

  /**
   * All that a bottleneck depends on, beside its image: a line a setting.
   *
   * @param distorted whether of the copies; the bottlenecks of images as they are serve runs of any
   *     distortion
   */
  public String text(boolean distorted) {
    return String.join(
        "\n",
        "format=" + FORMAT,
        "model=" + model.id(),
        "node=" + model.node(),
        "pixels=" + pixels,
        "maxImageBytes=" + inference.limits().maxBytes(),
        "maxPixels=" + inference.limits().maxPixels(),
        "exif=" + inference.exif(),
        "decode=" + inference.decode(),
        "precision=" + inference.session().precision(),
        "distortion=" + (distorted ? distortion.text() : "none"));
  }

  /** Returns a few digits that stand for {@link #text}. */
  String fingerprint(boolean distorted) {
    return Hashing.sha256()
        .hashString(text(distorted), StandardCharsets.UTF_8)
        .toString()
        .substring(0, FINGERPRINT_DIGITS);
  }

  /** Returns how often an image of that side is in the set. */
  int variants(Side side) {
    return side == Side.TRAINING ? 1 + copies : 1;
  }

  /**
   * Returns what becomes of an image in one of its variants. It follows from the file's name and
   * the variant alone, so that the cache serves trainings of every seed.
   *
   * @param variant 0 for the image as it is
   */
  @Override
  public Distortion of(MatchResult.Metadata file, int variant) {
    if (variant == 0) {
      return Distortion.NONE;
    }
    String name = PathNames.base(file.resourceId().toString()) + "/" + variant;
    long seed = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).asLong();
    return distortion.draw(new SplittableRandom(seed));
  }

  @Override
  public String id() {
    return "variants by " + distortion.text();
  }

  /** Returns a handler that gives the bottleneck of each image, as it is, by {@code answer}. */
  <OutputT> ImageModelHandler<OutputT> handler(VectorFunction<OutputT> answer) {
    return new ImageModelHandler<>(model, inference, answer);
  }
}
