package org.imagebeam.storage;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Reads an object. Nothing is asked of the server before the first read. Not thread-safe. */
final class GcsReadChannel implements SeekableByteChannel {
  private final GcsResourceId id;
  private final ReadChannel reader;
  private long position;
  private long size = -1;

  GcsReadChannel(Storage client, GcsResourceId id) {
    this(id, client.reader(id.blobId()));
  }

  /** Reads one generation of the object: a later one does not take its place halfway. */
  GcsReadChannel(Storage client, GcsResourceId id, long generation) {
    this(id, client.reader(BlobId.of(id.bucket(), id.object(), generation)));
  }

  private GcsReadChannel(GcsResourceId id, ReadChannel reader) {
    this.id = id;
    this.reader = reader;
    // Its buffer would be 2 MiB a file; whoever reads brings one of the size that suits.
    this.reader.setChunkSize(0);
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    try {
      int count;
      do {
        // It answers 0 now and then, which input streams take for the end of the file.
        count = reader.read(bytes);
      } while (count == 0 && bytes.hasRemaining());
      position += Math.max(0, count);
      return count;
    } catch (StorageException e) {
      throw GcsErrors.named(id, e);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw GcsErrors.named(id, e);
    }
  }

  @Override
  public int write(ByteBuffer bytes) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    if (newPosition != position) {
      reader.seek(newPosition);
      position = newPosition;
    }
    return this;
  }

  @Override
  public long size() throws IOException {
    if (size < 0) {
      size =
          GcsObjects.get(id)
              .orElseThrow(() -> new FileNotFoundException(id + " does not exist"))
              .getSize();
    }
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return reader.isOpen();
  }

  @Override
  public void close() {
    reader.close();
  }
}
