package org.imagebeam.storage;

import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import com.google.common.hash.Hashing;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imagebeam.local.LocalErrors;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.TemporaryFile;
import org.imagebeam.local.UserFolders;

/**
 * An object to be written by one upload. The content waits in a local file, since an upload that is
 * given up halfway may leave an object of half the content.
 */
final class GcsDestination implements Destination {
  private static final int PRECONDITION_FAILED = 412;
  private static final String PREFIX = "upload-";
  private static final int KEY_DIGITS = 24;
  private static final int TRIES = 10;
  private static final Duration OLD = Duration.ofDays(1);
  private static final AtomicBoolean REMOVED = new AtomicBoolean();

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
    for (int i = 1; true; i++) {
      try {
        return temporary(folder);
      } catch (NoSuchFileException e) {
        // Another one may remove the folder, which is empty to it, at any moment.
        if (i == TRIES) {
          throw unwritable(folder, e);
        }
      } catch (IOException e) {
        throw unwritable(folder, e);
      }
    }
  }

  /**
   * Makes a file with a name for each object: it is no longer locked while it is uploaded, and
   * another process that makes one of its name would remove it.
   */
  private TemporaryFile temporary(Path folder) throws IOException {
    UserFolders.requireOwnIfTemporary(folder);
    removeOld(folder);
    String object = Hashing.sha256().hashString(target, StandardCharsets.UTF_8).toString();
    return TemporaryFile.create(folder, PREFIX + object.substring(0, KEY_DIGITS));
  }

  private OutputException unwritable(Path folder, IOException e) {
    return new OutputException(
        target,
        "no file can be made in "
            + folder
            + ": "
            + LocalErrors.detail(e)
            + "; set TMPDIR to a folder for temporary files that can be written",
        e);
  }

  /**
   * Removes, once in a process, what killed ones left; no upload takes as long as these are old.
   */
  private static void removeOld(Path folder) {
    if (!Files.isDirectory(folder) || REMOVED.getAndSet(true)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "." + PREFIX + "*.tmp")) {
      FileTime old = FileTime.from(Instant.now().minus(OLD));
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Another process may be removing them too; they take only room.
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
      // Where locks bind, as on Windows, it couldn't be read.
      content.channel().close();
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
