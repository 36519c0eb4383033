package org.imagebeam.image;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.TiffStructure;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.XZInputStream;

/**
 * Turns LZMA and Zstandard strips into Deflate ones, which is quick: they are stored as they are.
 * Never makes more bytes than a strip has pixels for. For one thread.
 */
final class TiffDecompressor implements AutoCloseable {
  /** For the largest dictionary that the xz tools' own presets make, of 64 MiB. */
  private static final int LZMA_KIB = 66 << 10;

  private final boolean lzma;
  private final ArrayCache arrays = new BasicArrayCache();
  private final ZstdDecompressor zstd = new ZstdDecompressor();
  private final Deflater deflater = new Deflater(Deflater.NO_COMPRESSION);

  TiffDecompressor(int compression) {
    this.lzma = compression == TiffStructure.LZMA;
  }

  /**
   * Recompresses a strip or tile.
   *
   * @param bytes of it when uncompressed, at most
   * @throws ImageException if it is damaged, or too large for an array
   */
  byte[] toDeflate(byte[] file, int offset, int length, long bytes) throws ImageException {
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new ImageException("a strip of the TIFF file has " + bytes + " bytes: too large");
    }
    byte[] plain;
    try {
      plain =
          lzma ? lzma(file, offset, length, (int) bytes) : zstd(file, offset, length, (int) bytes);
    } catch (IOException | MalformedInputException e) {
      throw new ImageException(
          "a strip of the TIFF file can't be decompressed, it is damaged: " + e.getMessage(), e);
    }
    deflater.reset();
    deflater.setInput(plain);
    deflater.finish();
    // Six bytes around, and five for each block.
    byte[] deflated = new byte[plain.length + plain.length / 1000 + 100];
    int size = 0;
    while (!deflater.finished()) {
      if (size == deflated.length) {
        deflated = Arrays.copyOf(deflated, 2 * size);
      }
      size += deflater.deflate(deflated, size, deflated.length - size);
    }
    return Arrays.copyOf(deflated, size);
  }

  private byte[] lzma(byte[] file, int offset, int length, int bytes) throws IOException {
    try (XZInputStream in =
        new XZInputStream(new ByteArrayInputStream(file, offset, length), LZMA_KIB, true, arrays)) {
      return in.readNBytes(bytes);
    }
  }

  private byte[] zstd(byte[] file, int offset, int length, int bytes) {
    byte[] plain = new byte[bytes];
    int size = zstd.decompress(file, offset, length, plain, 0, bytes);
    return size == bytes ? plain : Arrays.copyOf(plain, size);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
