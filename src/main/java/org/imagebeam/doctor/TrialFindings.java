package org.imagebeam.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.imagemodel.ImageModel;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelLabels;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.session.CpuFeatures;
import org.imagebeam.session.Int8Kernels;
import org.imagebeam.session.NativeLibraries;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.session.TensorFlowRuntime;

/** Loads the libraries, and classifies an image. */
final class TrialFindings {
  private static final String SAMPLE = "/META-INF/imagebeam/chelsea.jpg";
  private static final String EXPECTED = "Egyptian cat";

  private TrialFindings() {}

  static Finding tensorFlow() {
    return Finding.fine("TensorFlow", TensorFlowRuntime.load() + " is loaded");
  }

  static List<Finding> kernels() {
    CpuFeatures processor = CpuFeatures.local();
    List<Finding> found = new ArrayList<>();
    boolean oneDnn = TensorFlowRuntime.usesOneDnn();
    found.add(
        Finding.fine(
            "oneDNN", oneDnn ? "on" : "off (TF_ENABLE_ONEDNN_OPTS=1 in the environment sets it)"));
    boolean int8 = Int8Kernels.areAvailable(SessionOptions.DEFAULT);
    String instructions =
        processor.hasInt8Products()
            ? "with the processor's int8 instructions"
            : "without int8 instructions of the processor";
    found.add(
        Finding.fine(
            "int8",
            int8
                ? "kernels of oneDNN, " + instructions
                : "no kernels: quantized models compute in float32"));
    found.add(
        Finding.fine(
            "precision",
            "classify computes in float32 unless told otherwise; int8 "
                + (int8 ? "is there" : "is no faster")
                + ", bfloat16 "
                + (Precision.BFLOAT16.adviceFor(processor).isEmpty() ? "pays" : "doesn't pay")));
    return found;
  }

  static Finding beam() throws IOException {
    NativeLibraries.loadSnappy();
    return Finding.fine("Beam", "its library snappy is loaded");
  }

  static Finding classify() throws IOException, StageException {
    ModelGraph graph = ModelFolder.open(ModelFolder.EMBEDDED).openGraph();
    ModelFolder folder = graph.folder();
    byte[] image;
    try (InputStream in = TrialFindings.class.getResourceAsStream(SAMPLE)) {
      if (in == null) {
        throw new IOException("the class path lacks " + SAMPLE);
      }
      image = in.readAllBytes();
    }
    try (ImageModel<List<TopK.Node>> model =
        ImageModelLoader.load(
            graph,
            ModelLabels.read(graph),
            folder.spec().output(),
            InferenceSettings.DEFAULT,
            new TopK(1),
            ModelCache.of("").root())) {
      TopK.Node best = model.run(List.of(model.prepare(image))).get(0).get(0);
      String label = LabelFiles.read(folder).label(best.nodeId()).words();
      String text =
          String.format(
              Locale.ROOT,
              "the embedded model takes the sample for '%s' (%.4f)",
              label,
              best.score());
      return label.equals(EXPECTED)
          ? Finding.fine("classify", text)
          : Finding.problem(
              "classify",
              text + ", and it is '" + EXPECTED + "': TF_ENABLE_ONEDNN_OPTS=0 may compute right");
    }
  }
}
