package org.imagebeam.classify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.dataflow.model.DataflowPackage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.dataflow.util.PackageUtil;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.apache.beam.sdk.options.PipelineOptions;
import org.imagebeam.cli.ImagebeamCommand;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Dataflow is told to run, without Dataflow: the runner writes the job to a file, as for a
 * template, and puts no file into a bucket.
 */
class ClassifyJobDataflowTest {
  private static final String MIN_RAM = "beam:resources:min_ram_bytes:v1";
  private static final Map<String, byte[]> STAGED = new ConcurrentHashMap<>();

  @TempDir Path temp;
  private final StringWriter err = new StringWriter();
  private JsonNode job;
  private RunnerApi.Pipeline pipeline;

  /** Keeps what would be put into a bucket. */
  public static final class Keeper implements Stager {
    public static Keeper fromOptions(PipelineOptions options) {
      return new Keeper();
    }

    @Override
    public List<DataflowPackage> stageFiles(List<PackageUtil.StagedFile> files) {
      return files.stream()
          .map(file -> stageToFile(new byte[0], Path.of(file.getSource()).getFileName().toString()))
          .toList();
    }

    @Override
    public DataflowPackage stageToFile(byte[] bytes, String name) {
      STAGED.put(name, bytes);
      return new DataflowPackage().setName(name).setLocation("gs://bucket-1/staging/" + name);
    }
  }

  @BeforeEach
  void describe() throws Exception {
    STAGED.clear();
    Path model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    Path photos = Files.createDirectory(temp.resolve("photos"));
    Files.write(photos.resolve("a.png"), Images.png(20, 20, 1));
    Path jar = Files.writeString(temp.resolve("imagebeam.jar"), "staged");
    int code =
        new ImagebeamCommand(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
            .run(
                "classify",
                "--input=" + photos,
                "--output=" + temp.resolve("x.csv"),
                "--model=" + model,
                "--runner=DataflowRunner",
                "--project=project-1",
                "--region=europe-west1",
                "--gcpTempLocation=gs://bucket-1/temp",
                "--workerMachineType=n2-standard-4",
                "--maxNumWorkers=7",
                "--numberOfWorkerHarnessThreads=8",
                "--resourceHints=min_ram=12GiB",
                "--sdkContainerImage=registry.example.com/imagebeam-worker:1",
                "--experiments=use_runner_v2",
                "--filesToStage=" + jar,
                "--templateLocation=" + temp.resolve("job.json"),
                "--stagerClass=" + Keeper.class.getName(),
                "--pathValidatorClass=" + NoopPathValidator.class.getName(),
                "--credentialFactoryClass=" + NoopCredentialFactory.class.getName());
    assertTrue(err.toString().contains("has made a template"), err.toString());
    assertEquals(ExitCode.USAGE.code(), code);
    job = new ObjectMapper().readTree(temp.resolve("job.json").toFile());
    pipeline = RunnerApi.Pipeline.parseFrom(STAGED.get("pipeline.pb"));
  }

  @Test
  void shouldHaveTheStepsOfClassify() {
    Map<String, RunnerApi.PTransform> transforms = pipeline.getComponents().getTransformsMap();
    TreeSet<String> steps =
        pipeline.getRootTransformIdsList().stream()
            .map(id -> transforms.get(id).getUniqueName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        new TreeSet<>(List.of("Classify", "ListImages", "ReadLabels", "WriteFailures")), steps);
    assertTrue(
        transforms.values().stream()
            .anyMatch(step -> step.getUniqueName().startsWith("Classify/RunInference/")));
  }

  @Test
  void shouldRunInOneProcessAWorkerWithSoManyThreads() {
    JsonNode pool = job.at("/environment/workerPools/0");
    assertEquals("n2-standard-4", pool.get("machineType").asText());
    assertEquals(7, pool.at("/autoscalingSettings/maxNumWorkers").asInt());
    // A process for each image; one for each processor has to be asked for, by an experiment.
    assertEquals(1, pool.get("sdkHarnessContainerImages").size());
    assertEquals(
        "registry.example.com/imagebeam-worker:1",
        pool.at("/sdkHarnessContainerImages/0/containerImage").asText());
    assertFalse(job.at("/environment/experiments").toString().contains("sibling"));
    assertEquals(
        8, job.at("/environment/sdkPipelineOptions/options/numberOfWorkerHarnessThreads").asInt());
  }

  @Test
  void shouldAskForTheMemoryOfTheHint() {
    RunnerApi.Components components = pipeline.getComponents();
    Set<String> asked =
        components.getTransformsMap().values().stream()
            .filter(step -> step.getUniqueName().startsWith("Classify/RunInference/"))
            .filter(step -> !step.getEnvironmentId().isEmpty())
            .map(step -> components.getEnvironmentsOrThrow(step.getEnvironmentId()))
            .map(environment -> environment.getResourceHintsMap().get(MIN_RAM))
            .map(hint -> hint == null ? "none" : hint.toString(US_ASCII))
            .collect(Collectors.toSet());
    assertEquals(Set.of(Long.toString(12L << 30)), asked);
  }
}
