package org.imagebeam.storage;

import com.google.cloud.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;

/** Says in words what Google Cloud Storage says with codes. */
final class GcsErrors {
  private GcsErrors() {}

  /** An exception that names the path; a {@link FileNotFoundException} if there is none. */
  static IOException named(GcsResourceId path, StorageException e) {
    if (e.getCode() == 404) {
      String missing =
          path.isDirectory() || isAboutBucket(e)
              ? "the bucket gs://" + path.bucket() + " does not exist"
              : path + " does not exist";
      return (IOException) new FileNotFoundException(missing).initCause(e);
    }
    return new IOException(path + " " + reason(e), e);
  }

  /** Returns the words for an exception that the client may have wrapped. */
  static IOException named(GcsResourceId path, IOException e) {
    return e.getCause() instanceof StorageException storage
        ? named(path, storage)
        : new IOException(path + " can't be accessed: " + e.getMessage(), e);
  }

  private static String reason(StorageException e) {
    return switch (e.getCode()) {
      case 401 ->
          "can't be accessed: the credentials are not valid (any more); run 'gcloud auth"
              + " application-default login'";
      case 403 ->
          "can't be accessed: these credentials have no permission (" + e.getMessage() + ")";
      default -> "can't be accessed: " + detail(e);
    };
  }

  private static String detail(StorageException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return e.getCode() > 0 ? message + " (HTTP " + e.getCode() + ")" : message;
  }

  private static boolean isAboutBucket(StorageException e) {
    return String.valueOf(e.getMessage()).contains("bucket does not exist");
  }
}
