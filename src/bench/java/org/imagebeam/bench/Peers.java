package org.imagebeam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one would take instead: contenders in Python, from {@code src/bench/python}. */
final class Peers {
  static final String TENSORFLOW = "Python TensorFlow, frozen and folded";
  static final String UNMODIFIED = "Python TensorFlow, the SavedModel as it is";
  static final String KERAS = "Keras predict";
  static final String TORCH = "PyTorch, channels last";
  static final String ONNX = "ONNX Runtime";
  static final String OPENVINO_LATENCY = "OpenVINO, latency hint";
  static final String OPENVINO_THROUGHPUT = "OpenVINO, throughput hint";

  static final String ONNX_INT8 = "ONNX Runtime, int8";
  static final String OPENVINO_INT8 = "OpenVINO, int8 by NNCF, throughput hint";

  /** Those that run the network alone in float32, on pixels in memory. */
  static final Set<String> NETWORKS =
      Set.of(TENSORFLOW, KERAS, TORCH, ONNX, OPENVINO_LATENCY, OPENVINO_THROUGHPUT);

  private static final Path SCRIPTS = Path.of("src", "bench", "python");

  /** What Keras and timm call the networks that they have themselves. */
  private static final Map<String, String> KERAS_NAMES =
      Map.of(BenchModel.INCEPTION, "InceptionV3", "mobilenet-v2", "MobileNetV2");

  private static final Map<String, String> TIMM_NAMES =
      Map.of(BenchModel.INCEPTION, "inception_v3", "mobilenet-v2", "mobilenetv2_100");

  private static final int BATCH = 8;

  /** Those of Beam's whole run, and those that networks are quantized with, ours and the peers'. */
  static final int FEW_IMAGES = 250;

  private final Path python;
  private final Map<String, String> versions;
  private final Path work;
  private final double turnSeconds;

  /**
   * @param environment a folder that {@code scripts/lib/bench-peers} has filled
   */
  Peers(Path environment, Path work, double turnSeconds) throws IOException {
    this.python = environment.resolve("bin").resolve("python").toAbsolutePath();
    this.versions = versions(Files.readAllLines(SCRIPTS.resolve("requirements.txt")));
    this.work = work;
    this.turnSeconds = turnSeconds;
  }

  /** The versions that a requirements file pins, by package. */
  static Map<String, String> versions(List<String> requirements) {
    Map<String, String> versions = new LinkedHashMap<>();
    for (String line : requirements) {
      int at = line.indexOf("==");
      if (at > 0 && !line.startsWith("#")) {
        versions.put(line.substring(0, at).strip(), line.substring(at + 2).strip());
      }
    }
    return versions;
  }

  /** The lines of a model's group. */
  List<Entry> entries(BenchModel model, List<Path> images) throws IOException {
    Path folder = ImageFolder.repeat(images, FEW_IMAGES, work.resolve("pictures-" + FEW_IMAGES));
    BenchModel.Export export = model.export(work);
    List<String> network =
        List.of(
            export.graph().toString(),
            export.input(),
            export.output(),
            Integer.toString(export.height()),
            Integer.toString(export.width()),
            Integer.toString(BATCH));
    List<Entry> entries = new ArrayList<>();
    // First what the goals speak of: those share their rounds for sure.
    entries.add(
        contender(
            model, ONNX, note("onnxruntime", batch()), with(network, "onnxruntime_network.py")));
    for (String hint : List.of("LATENCY", "THROUGHPUT")) {
      entries.add(
          contender(
              model,
              hint.equals("LATENCY") ? OPENVINO_LATENCY : OPENVINO_THROUGHPUT,
              note("openvino", batch()),
              with(network, "openvino_network.py", hint)));
    }
    entries.add(
        contender(
            model,
            TENSORFLOW,
            note("tensorflow-cpu", batch()),
            with(network, "tensorflow_network.py")));
    model
        .savedModel()
        .ifPresent(
            saved ->
                entries.add(
                    contender(
                        model,
                        UNMODIFIED,
                        note("tensorflow-cpu", batch()),
                        List.of(
                            "tensorflow_saved_model.py",
                            saved.toString(),
                            Integer.toString(export.height()),
                            Integer.toString(export.width()),
                            Integer.toString(BATCH)))));
    String own = batch() + ", its own network of that name with random weights";
    if (KERAS_NAMES.containsKey(model.name())) {
      entries.add(
          contender(
              model,
              KERAS,
              note("keras", own),
              with(network, "keras_predict.py", KERAS_NAMES.get(model.name()))));
    }
    if (TIMM_NAMES.containsKey(model.name())) {
      String name = TIMM_NAMES.get(model.name());
      entries.add(
          contender(model, TORCH, note("torch", own), with(network, "torch_network.py", name)));
      entries.add(
          contender(
              model,
              "PyTorch with timm's loader",
              note("timm", own + ", files to scores"),
              with(network, "timm_loader.py", name, folder.toString())));
    }
    if (!model.takesFiles()) {
      return entries;
    }
    String calibrated = batch() + ", calibrated on " + FEW_IMAGES + " images";
    entries.add(
        contender(
            model,
            OPENVINO_INT8,
            note("nncf", calibrated),
            with(network, "openvino_int8.py", folder.toString())));
    entries.add(
        contender(
            model,
            ONNX_INT8,
            note("onnxruntime", calibrated),
            with(network, "onnxruntime_int8.py", folder.toString())));
    entries.add(
        contender(
            model,
            "the loop in Python TensorFlow",
            note("tensorflow-cpu", "the graph as it is, an image a run"),
            List.of("tensorflow_loop.py", model.graphFile(), export.output(), folder.toString())));
    entries.add(
        new CommandEntry(
            "Beam Python RunInference",
            note("apache-beam", FEW_IMAGES + " images, whole process, " + batch()),
            command(with(network, "beam_run_inference.py", folder.toString())),
            FEW_IMAGES,
            log(model, "beam_run_inference.py")));
    return entries;
  }

  private Entry contender(BenchModel model, String name, String note, List<String> script) {
    return new ContenderEntry(name, note, command(script), log(model, name), turnSeconds);
  }

  private List<String> command(List<String> script) {
    List<String> command = new ArrayList<>();
    command.add(python.toString());
    command.add(SCRIPTS.resolve(script.get(0)).toString());
    command.addAll(script.subList(1, script.size()));
    return command;
  }

  private static List<String> with(List<String> network, String script, String... more) {
    List<String> all = new ArrayList<>(List.of(script));
    all.addAll(network);
    all.addAll(List.of(more));
    return all;
  }

  private static String batch() {
    return "batch " + BATCH;
  }

  private String note(String library, String text) {
    return library + " " + versions.getOrDefault(library, "") + ", " + text;
  }

  private Path log(BenchModel model, String name) {
    return Logs.file(work, model.name() + " " + name);
  }
}
