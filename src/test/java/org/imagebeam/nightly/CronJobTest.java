package org.imagebeam.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.imagebeam.local.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code pipelines/nightly/cronjob.yaml} and {@code kustomization.yaml}. */
class CronJobTest {
  private static final Path FOLDER = Path.of("pipelines/nightly");

  /** Knows the fields that Kubernetes has, and takes no other one. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .annotationIntrospector(new WithoutOtherFields())
          .build();

  private JsonNode tree;
  private CronJob job;
  private PodSpec pod;
  private Container container;

  /** The library keeps unknown fields in a map of each object; here they are errors. */
  private static final class WithoutOtherFields extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  @BeforeEach
  void read() throws Exception {
    tree = new YAMLMapper().readTree(FOLDER.resolve("cronjob.yaml").toFile());
    job = STRICT.treeToValue(tree, CronJob.class);
    pod = job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
    assertEquals(1, pod.getContainers().size());
    container = pod.getContainers().get(0);
  }

  @Test
  void shouldHaveOnlyFieldsThatKubernetesKnows() throws Exception {
    assertEquals("batch/v1", tree.get("apiVersion").asText());
    assertEquals("CronJob", tree.get("kind").asText());
    // What is read is all that is there.
    ObjectMapper plain = new ObjectMapper();
    assertEquals(
        plain.readTree(plain.writeValueAsString(tree)),
        plain.readTree(STRICT.writeValueAsString(job)));

    String mistaken =
        Files.readString(FOLDER.resolve("cronjob.yaml")).replace("runAsUser:", "runAsUsr:");
    JsonNode other = new YAMLMapper().readTree(mistaken);
    assertThrows(
        UnrecognizedPropertyException.class, () -> STRICT.treeToValue(other, CronJob.class));
  }

  @Test
  void shouldRunOneNightAtATime() {
    assertEquals("30 1 * * *", job.getSpec().getSchedule());
    assertEquals("Forbid", job.getSpec().getConcurrencyPolicy());
    JobSpec run = job.getSpec().getJobTemplate().getSpec();
    assertEquals("Never", pod.getRestartPolicy());
    assertEquals(2, run.getBackoffLimit());
    long day = 24 * 60 * 60;
    assertTrue(run.getActiveDeadlineSeconds() < day, "it would meet the next night");
    assertTrue(job.getSpec().getStartingDeadlineSeconds() < day);
  }

  @Test
  void shouldTryAgainOnlyWhatAnotherAttemptCanMend() {
    var rules = job.getSpec().getJobTemplate().getSpec().getPodFailurePolicy().getRules();
    assertEquals("Ignore", rules.get(0).getAction());
    assertEquals("FailJob", rules.get(1).getAction());
    var codes = rules.get(1).getOnExitCodes();
    assertEquals("NotIn", codes.getOperator());
    assertEquals(container.getName(), codes.getContainerName());
    assertEquals(
        List.of(
            ExitCode.PIPELINE.code(), ExitCode.FETCH.code(), ExitCode.ENVIRONMENT.code(), 137, 143),
        codes.getValues());
  }

  @Test
  void shouldGiveTheContainerNoMoreThanItNeeds() throws Exception {
    var outer = pod.getSecurityContext();
    assertTrue(outer.getRunAsNonRoot());
    assertEquals("RuntimeDefault", outer.getSeccompProfile().getType());
    assertEquals(
        ContainerProfile.text("container/user"),
        outer.getRunAsUser() + ":" + outer.getRunAsGroup());
    var inner = container.getSecurityContext();
    assertTrue(inner.getReadOnlyRootFilesystem());
    assertEquals(false, inner.getAllowPrivilegeEscalation());
    assertEquals(List.of("ALL"), inner.getCapabilities().getDrop());
    assertNull(inner.getPrivileged());
    assertEquals(false, pod.getAutomountServiceAccountToken());
    var limits = container.getResources().getLimits();
    assertEquals("4Gi", limits.get("memory").toString());
    assertEquals("4", limits.get("cpu").toString());
    assertEquals(limits.get("memory"), container.getResources().getRequests().get("memory"));
  }

  @Test
  void shouldMountAllThatTheArgumentsName() throws Exception {
    assertEquals(List.of("@/etc/imagebeam/nightly.args"), container.getArgs());
    assertEquals(List.of(), container.getCommand(), "the image's own entry point");
    Map<String, VolumeMount> mounts =
        container.getVolumeMounts().stream()
            .collect(Collectors.toMap(VolumeMount::getMountPath, mount -> mount));
    Map<String, Volume> volumes =
        pod.getVolumes().stream().collect(Collectors.toMap(Volume::getName, volume -> volume));
    assertEquals(
        new TreeSet<>(volumes.keySet()),
        mounts.values().stream()
            .map(VolumeMount::getName)
            .collect(Collectors.toCollection(TreeSet::new)));
    List<String> arguments = Files.readAllLines(FOLDER.resolve("nightly.args"));
    assertTrue(arguments.contains("--input=/srv/images"));
    assertTrue(mounts.get("/srv/images").getReadOnly());
    assertTrue(arguments.contains("--output=/var/lib/imagebeam/nightly/"));
    VolumeMount output = mounts.get("/var/lib/imagebeam");
    assertNull(output.getReadOnly());
    assertEquals(
        "imagebeam-output",
        volumes.get(output.getName()).getPersistentVolumeClaim().getClaimName());
    for (String writable : List.of("/tmp", "/var/cache/imagebeam")) {
      assertTrue(volumes.get(mounts.get(writable).getName()).getEmptyDir() != null, writable);
    }
    JsonNode kustomization =
        new YAMLMapper().readTree(FOLDER.resolve("kustomization.yaml").toFile());
    assertEquals("cronjob.yaml", kustomization.at("/resources/0").asText());
    assertEquals("nightly.args", kustomization.at("/configMapGenerator/0/files/0").asText());
    assertEquals(
        volumes.get(mounts.get("/etc/imagebeam").getName()).getConfigMap().getName(),
        kustomization.at("/configMapGenerator/0/name").asText());
    assertEquals(container.getImage(), kustomization.at("/images/0/name").asText());
  }

  @Test
  void shouldSetWhatTheLauncherSetsForClassifyAlone() throws Exception {
    Map<String, String> set =
        container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    assertEquals("/var/cache", set.remove("XDG_CACHE_HOME"));
    Map<String, String> limited =
        Files.readAllLines(Path.of("src/dist/environment")).stream()
            .filter(line -> line.startsWith("classify "))
            .map(line -> line.substring("classify ".length()).split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    assertEquals(limited, set);
  }
}
