package org.imagebeam.checkpoint.folder;

import java.io.IOException;
import org.imagebeam.storage.ScratchFolder;
import org.imagebeam.storage.Storage;

/** A temporary folder of this machine, whose files are uploaded to Google Cloud Storage. */
final class RemoteStaging implements Staging {
  private final String directory;
  private final String name;
  private final String hidden;
  private final ScratchFolder scratch;
  private boolean readable;

  private RemoteStaging(String directory, String name, String hidden, ScratchFolder scratch) {
    this.directory = directory;
    this.name = name;
    this.hidden = hidden;
    this.scratch = scratch;
  }

  static RemoteStaging create(String directory, String name, String latestFilename)
      throws IOException {
    String hidden = Storage.resolve(directory, StagedName.create(latestFilename));
    return new RemoteStaging(directory, name, hidden, ScratchFolder.create());
  }

  @Override
  public String folder() {
    return scratch.path().toString();
  }

  @Override
  public String makeReadable() throws IOException {
    LocalCopy.upload(scratch.path(), name, hidden);
    readable = true;
    return Storage.resolve(hidden, name);
  }

  @Override
  public void publish() throws IOException {
    LocalCopy.upload(scratch.path(), name, directory);
  }

  @Override
  public void finish() throws IOException {
    if (readable) {
      Storage.deleteRecursively(hidden);
    }
    readable = false;
    close();
  }

  @Override
  public void close() throws IOException {
    if (!readable) {
      Storage.deleteRecursively(hidden);
    }
    scratch.close();
  }
}
