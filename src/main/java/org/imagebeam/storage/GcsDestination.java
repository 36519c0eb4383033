package org.imagebeam.storage;

import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An object to be written by one upload. The content waits in a local file, since an upload that is
 * given up halfway may leave an object of half the content.
 */
final class GcsDestination implements Destination {
  private static final int PRECONDITION_FAILED = 412;

  private final String target;
  private final GcsResourceId id;
  private final Precondition precondition;

  private GcsDestination(String target, GcsResourceId id, Precondition precondition) {
    this.target = target;
    this.id = id;
    this.precondition = precondition;
  }

  static GcsDestination of(String target, GcsResourceId id) throws IOException {
    if (id.isDirectory()) {
      throw new OutputException(target, "it is a folder; name a file in it");
    }
    try {
      GcsObjects.isFolder(id.asFolder());
    } catch (FileNotFoundException e) {
      throw new OutputException(target, e.getMessage() + "; make it, or name another", e);
    } catch (IOException e) {
      // Credentials that may write need not be allowed to list: writing will tell.
      if (!isForbidden(e)) {
        throw new OutputException(target, e.getMessage(), e);
      }
    }
    return new GcsDestination(target, id, Precondition.NONE);
  }

  @Override
  public Destination onlyIf(Precondition newPrecondition) {
    return new GcsDestination(target, id, newPrecondition);
  }

  private static boolean isForbidden(IOException e) {
    return e.getCause() instanceof StorageException storage && storage.getCode() == 403;
  }

  private static BlobWriteOption option(Precondition precondition) {
    return precondition
        .version()
        .map(v -> BlobWriteOption.generationMatch(Long.parseLong(v.version())))
        .orElseGet(BlobWriteOption::doesNotExist);
  }

  /** A write whose answer got lost is repeated by the client, and then meets itself. */
  private void requireWritten(String checksum, StorageException e) throws IOException {
    if (!GcsObjects.get(id).map(blob -> checksum.equals(blob.getCrc32c())).orElse(false)) {
      throw new OutputException(target, OutputException.CHANGED, e);
    }
  }

  @Override
  public TemporaryFile temporary() throws IOException {
    Path folder = UserFolders.temporary();
    try {
      UserFolders.requireOwnIfTemporary(folder);
      // One name for all: whoever writes next removes what a killed process left.
      return TemporaryFile.create(folder, "upload");
    } catch (IOException e) {
      throw new OutputException(
          target, "no file can be made in " + folder + ": " + LocalErrors.detail(e), e);
    }
  }

  @Override
  public void publish(TemporaryFile content, int crc32c) throws IOException {
    String checksum =
        Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt(crc32c).array());
    BlobInfo info =
        BlobInfo.newBuilder(id.blobId())
            .setContentType(URLConnection.guessContentTypeFromName(id.getFilename()))
            .setCrc32c(checksum)
            .build();
    List<BlobWriteOption> options = new ArrayList<>(List.of(BlobWriteOption.crc32cMatch()));
    if (!precondition.any()) {
      options.add(option(precondition));
    }
    try {
      GcsClient.get().createFrom(info, content.path(), options.toArray(BlobWriteOption[]::new));
    } catch (StorageException e) {
      if (!precondition.any() && e.getCode() == PRECONDITION_FAILED) {
        requireWritten(checksum, e);
        return;
      }
      throw new OutputException(target, GcsErrors.named(id, e).getMessage(), e);
    } catch (IOException e) {
      throw new OutputException(target, GcsErrors.named(id, e).getMessage(), e);
    }
  }
}
