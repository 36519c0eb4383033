package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.cloud.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

/** What the emulator never answers. */
final class GcsErrorsTest {
  private static final GcsResourceId FILE = new GcsResourceId("b", "a");

  private static String message(int code, String text) {
    return GcsErrors.named(FILE, new StorageException(code, text)).getMessage();
  }

  @Test
  void shouldSayWhatToDoAboutCredentials() {
    assertEquals(
        "gs://b/a can't be accessed: the credentials are not valid (any more); run 'gcloud auth"
            + " application-default login'",
        message(401, "Invalid Credentials"));
    assertEquals(
        "gs://b/a can't be accessed: these credentials have no permission (x does not have"
            + " storage.objects.get access)",
        message(403, "x does not have storage.objects.get access"));
  }

  @Test
  void shouldTellMissingObjectFromMissingBucket() {
    assertEquals("gs://b/a does not exist", message(404, "No such object: b/a"));
    assertEquals(
        "the bucket gs://b does not exist", message(404, "The specified bucket does not exist."));
    IOException e = GcsErrors.named(FILE, new StorageException(404, "Not Found"));
    assertInstanceOf(FileNotFoundException.class, e);
    assertInstanceOf(StorageException.class, e.getCause());
  }

  @Test
  void shouldKeepOtherAnswers() {
    assertEquals(
        "gs://b/a can't be accessed: backend error (HTTP 503)", message(503, "backend error"));
    IOException network = new ConnectException("Connection refused");
    assertEquals(
        "gs://b/a can't be accessed: Connection refused",
        GcsErrors.named(FILE, new StorageException(network)).getMessage());
    IOException named = GcsErrors.named(FILE, network);
    assertEquals("gs://b/a can't be accessed: Connection refused", named.getMessage());
    assertSame(network, named.getCause());
    assertFalse(named instanceof FileNotFoundException);
  }
}
