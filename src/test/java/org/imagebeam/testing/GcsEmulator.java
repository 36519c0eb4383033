package org.imagebeam.testing;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;

/**
 * A server that speaks Google Cloud Storage's protocol and keeps objects in memory
 * (fake-gcs-server, which {@code scripts/gcs-emulator} builds). While it runs, {@code gs://} means
 * this server for everything in this JVM.
 *
 * <pre>{@code
 * @BeforeAll static void start() { gcs = GcsEmulator.start(); }
 * @AfterAll static void stop() { gcs.close(); }
 * }</pre>
 */
public final class GcsEmulator implements AutoCloseable {
  private static final String ENDPOINT_PROPERTY = "imagebeam.gcsEndpoint";
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int NO_GO = 2;

  private final Process process;
  private final String endpoint;
  private final String previousEndpoint;
  private final Storage client;

  private GcsEmulator(Process process, String endpoint) {
    this.process = process;
    this.endpoint = endpoint;
    this.previousEndpoint = System.setProperty(ENDPOINT_PROPERTY, endpoint);
    this.client =
        StorageOptions.newBuilder()
            .setHost(endpoint)
            .setProjectId("test")
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
  }

  /** Starts a server without buckets. Aborts the test, with the reason, where there is no Go. */
  public static GcsEmulator start() throws IOException, InterruptedException {
    String binary = binary();
    int port = Ports.free();
    String address = "127.0.0.1:" + port;
    Process process =
        new ProcessBuilder(
                List.of(
                    binary,
                    "-backend=memory",
                    "-scheme=http",
                    "-host=127.0.0.1",
                    "-port=" + port,
                    "-public-host=" + address,
                    "-external-url=http://" + address,
                    "-log-level=error"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitHealthy(process, "http://" + address);
    return new GcsEmulator(process, "http://" + address);
  }

  private static String binary() throws IOException, InterruptedException {
    Process script =
        new ProcessBuilder(Path.of("scripts", "gcs-emulator").toAbsolutePath().toString())
            .directory(new File("").getAbsoluteFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String path =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int exitCode = script.waitFor();
    if (exitCode == NO_GO) {
      Assumptions.abort("Go is not installed, which builds the Google Cloud Storage emulator");
    }
    if (exitCode != 0) {
      Assumptions.abort("the Google Cloud Storage emulator could not be built, see the log");
    }
    return path;
  }

  private static void awaitHealthy(Process process, String endpoint)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/_internal/healthcheck")).build();
    HttpClient http = HttpClient.newHttpClient();
    Instant limit = Instant.now().plus(START_LIMIT);
    while (Instant.now().isBefore(limit) && process.isAlive()) {
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      Thread.sleep(20);
    }
    process.destroyForcibly();
    throw new IOException("the Google Cloud Storage emulator did not start at " + endpoint);
  }

  /** Where it listens, as {@code http://127.0.0.1:port}. */
  public String endpoint() {
    return endpoint;
  }

  /** Makes an empty bucket. */
  public void createBucket(String bucket) {
    client.create(BucketInfo.of(bucket));
  }

  /** Writes an object, by the client and not by the code under test. */
  public void put(String bucket, String object, byte[] content) {
    client.create(BlobInfo.newBuilder(bucket, object).build(), content);
  }

  /** Writes the files of a folder, not of those below, as objects {@code prefix/name}, likewise. */
  public void putFolder(String bucket, String prefix, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        put(bucket, prefix + "/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
  }

  /** The content of an object, likewise. */
  public byte[] get(String bucket, String object) {
    return client.readAllBytes(bucket, object);
  }

  /** Deletes an object, likewise. */
  public void delete(String bucket, String object) {
    client.delete(bucket, object);
  }

  /** The names of all objects in a bucket, likewise, sorted. */
  public List<String> names(String bucket) {
    return StreamSupport.stream(client.list(bucket).iterateAll().spliterator(), false)
        .map(Blob::getName)
        .sorted()
        .toList();
  }

  /** Stops the server; its objects are gone. */
  @Override
  public void close() {
    if (previousEndpoint == null) {
      System.clearProperty(ENDPOINT_PROPERTY);
    } else {
      System.setProperty(ENDPOINT_PROPERTY, previousEndpoint);
    }
    process.destroy();
  }
}
