package org.imagebeam.storage;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The one client of this JVM for Google Cloud Storage, made on first use.
 *
 * <p>The system property {@value #ENDPOINT_PROPERTY}, or else the environment variable {@value
 * #ENDPOINT_VARIABLE}, names an emulator to use in place of Google's servers ({@code
 * http://localhost:4443}); it gets no credentials. Thread-safe.
 */
final class GcsClient {
  static final String ENDPOINT_PROPERTY = "imagebeam.gcsEndpoint";
  static final String ENDPOINT_VARIABLE = "STORAGE_EMULATOR_HOST";

  private static @Nullable Storage client;
  private static @Nullable String clientEndpoint;

  private GcsClient() {}

  /**
   * The client.
   *
   * @throws IOException if this machine has no credentials
   */
  static synchronized Storage get() throws IOException {
    String endpoint = endpoint();
    if (client == null || !endpoint.equals(clientEndpoint)) {
      client = endpoint.isEmpty() ? google() : emulator(endpoint);
      clientEndpoint = endpoint;
    }
    return client;
  }

  private static String endpoint() {
    String variable = System.getenv(ENDPOINT_VARIABLE);
    String endpoint = System.getProperty(ENDPOINT_PROPERTY, variable == null ? "" : variable);
    return endpoint.isEmpty() || endpoint.contains("://") ? endpoint : "http://" + endpoint;
  }

  private static Storage google() throws IOException {
    return options().setCredentials(credentials()).build().getService();
  }

  private static Storage emulator(String endpoint) {
    return options()
        .setHost(endpoint)
        .setProjectId("emulator")
        .setCredentials(NoCredentials.getInstance())
        .build()
        .getService();
  }

  private static StorageOptions.Builder options() {
    // Whatever is done here may be done twice: an object is written whole, or deleted.
    return StorageOptions.newBuilder()
        .setStorageRetryStrategy(StorageRetryStrategy.getUniformStorageRetryStrategy());
  }

  private static Credentials credentials() throws IOException {
    try {
      return GoogleCredentials.getApplicationDefault();
    } catch (IOException e) {
      throw new IOException(
          "gs:// paths need Google Cloud credentials: run 'gcloud auth application-default login',"
              + " or set GOOGLE_APPLICATION_CREDENTIALS to a service account's key file ("
              + firstLine(e.getMessage())
              + ")",
          e);
    }
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
