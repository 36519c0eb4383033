package org.imagebeam.local;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words what java.nio says with the classes of its exceptions. */
public final class LocalErrors {
  private LocalErrors() {}

  /** An exception of the same cause whose message starts with the path. */
  public static IOException named(String path, IOException e) {
    String message = path + " " + reason(e);
    if (e instanceof NoSuchFileException) {
      return (IOException) new FileNotFoundException(message).initCause(e);
    }
    return new IOException(message, e);
  }

  /** What is wrong, to be read after the path. */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (e instanceof NotDirectoryException) {
      return "is not a folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "is a folder that is not empty";
    }
    return "can't be accessed: " + detail(e);
  }

  /** What is wrong, to be read by itself. */
  public static String detail(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "this user has no permission";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such place";
    }
    String detail = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    if (detail == null) {
      return e.getClass().getSimpleName();
    }
    return detail.contains(OpenFiles.EXHAUSTED) ? detail + " (ulimit -n 1024 allows more)" : detail;
  }
}
