package org.imagebeam.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A Flink session cluster on this machine: a job manager and task managers of one slot each, every
 * one a JVM of its own. Each has the class path of the tests, as if the jar lay in Flink's lib
 * folder.
 */
public final class FlinkCluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  /** What Flink's own start scripts open of Java 17. */
  private static final List<String> FLAGS =
      List.of(
          "-Xmx512m",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED");

  private final Path folder;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private final List<Path> logs = new ArrayList<>();

  private int replaced;

  private FlinkCluster(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
  }

  /**
   * Starts one, and waits until all its slots are there.
   *
   * @param folder an empty one for settings, logs and what the cluster keeps on disk
   */
  public static FlinkCluster start(Path folder, int taskManagers)
      throws IOException, InterruptedException {
    FlinkCluster cluster = new FlinkCluster(folder, Ports.free());
    try {
      Files.write(folder.resolve("flink-conf.yaml"), settings(folder, cluster.port));
      cluster.launch("jobmanager", StandaloneSessionClusterEntrypoint.class);
      for (int i = 0; i < taskManagers; i++) {
        cluster.launch("taskmanager-" + i, TaskManagerRunner.class);
      }
      cluster.awaitSlots(taskManagers);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static List<String> settings(Path folder, int port) throws IOException {
    return List.of(
        "jobmanager.rpc.address: localhost",
        "jobmanager.rpc.port: " + Ports.free(),
        "rest.address: localhost",
        "rest.port: " + port,
        "taskmanager.host: localhost",
        "taskmanager.numberOfTaskSlots: 1",
        // What the start scripts would work out of the size of the machine.
        "taskmanager.cpu.cores: 1",
        "taskmanager.memory.framework.heap.size: 128m",
        "taskmanager.memory.framework.off-heap.size: 128m",
        "taskmanager.memory.jvm-metaspace.size: 256m",
        "taskmanager.memory.jvm-overhead.min: 192m",
        "taskmanager.memory.jvm-overhead.max: 192m",
        "taskmanager.memory.task.heap.size: 256m",
        "taskmanager.memory.task.off-heap.size: 0m",
        "taskmanager.memory.network.min: 64m",
        "taskmanager.memory.network.max: 64m",
        "taskmanager.memory.managed.size: 64m",
        // A job of which a worker dies starts again, once it is missed.
        "restart-strategy.type: fixed-delay",
        "restart-strategy.fixed-delay.attempts: 3",
        "restart-strategy.fixed-delay.delay: 1 s",
        "heartbeat.interval: 1000",
        "heartbeat.timeout: 20000",
        "io.tmp.dirs: " + folder);
  }

  private void launch(String name, Class<?> main) throws IOException {
    Path log = folder.resolve(name + ".log");
    logs.add(log);
    processes.add(ChildJvm.start(FLAGS, log, main, "--configDir", folder.toString()));
  }

  private void awaitSlots(int slots) throws IOException, InterruptedException {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (Instant.now().isBefore(limit) && processes.stream().allMatch(Process::isAlive)) {
      try {
        if (get("/overview").path("slots-available").asInt() == slots) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      Thread.sleep(100);
    }
    StringBuilder said = new StringBuilder("Flink did not start:\n");
    for (Path log : logs) {
      said.append(Files.readString(log));
    }
    throw new IOException(said.toString());
  }

  /** Where it takes jobs, for {@code --flinkMaster}. */
  public String master() {
    return "localhost:" + port;
  }

  /** How many jobs it has had, by how they ended. */
  public Map<String, Integer> jobs() throws IOException, InterruptedException {
    Map<String, Integer> states = new TreeMap<>();
    for (JsonNode job : get("/jobs/overview").get("jobs")) {
      states.merge(job.get("state").asText(), 1, Integer::sum);
    }
    return states;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
    return new ObjectMapper()
        .readTree(
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** Kills a task manager, as if its machine were gone, and starts another one in its place. */
  public void replaceTaskManager() throws IOException {
    Process worker = processes.remove(processes.size() - 1);
    worker.destroyForcibly().onExit().join();
    replaced++;
    launch("taskmanager-replaced-" + replaced, TaskManagerRunner.class);
  }

  /** The faults after which jobs have started again. */
  public List<String> faults() throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").get("jobs")) {
      String address = "/jobs/" + job.get("jid").asText() + "/exceptions";
      for (JsonNode entry : get(address).path("exceptionHistory").path("entries")) {
        faults.add(entry.path("exceptionName").asText());
      }
    }
    return faults;
  }

  /** Stops it, and waits until nothing writes to its folder. */
  @Override
  public void close() {
    kill();
    processes.forEach(process -> process.onExit().join());
  }

  private void kill() {
    processes.forEach(Process::destroyForcibly);
  }
}
