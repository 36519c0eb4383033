package org.imagebeam.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Walks the chunks of a WebP file. The rule for wholeness is libwebp's, that all of the RIFF be
 * there.
 */
public final class WebpStructure {
  private static final int CHUNK_HEADER = 8;
  private static final int RIFF_HEADER = 12;

  /** What a frame of an animation states before its own chunks. */
  private static final int FRAME_HEADER = 16;

  /** What some writers put before the EXIF data, as in JPEG. */
  private static final byte[] EXIF_PREFIX = {'E', 'x', 'i', 'f', 0, 0};

  private final byte[] file;
  private final ByteBuffer bytes;
  private final int end;
  private ImageHeader canvas;
  private int left;
  private int top;

  private WebpStructure(byte[] file) throws ImageException {
    this.file = file;
    this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long stated = CHUNK_HEADER + Integer.toUnsignedLong(bytes.getInt(4));
    if (stated > file.length) {
      throw new ImageException(
          "the WEBP file has " + file.length + " of the " + stated + " bytes it states: truncated");
    }
    this.end = (int) stated;
  }

  /**
   * The first image.
   *
   * @param chunk the offset of the chunk that holds its colours
   * @param chunkBytes of it
   * @param size of that image
   * @param canvas the size of the whole, on which it lies; black where there is no image
   * @param left of the image on the canvas, in pixels
   * @param top likewise
   */
  public record Frame(
      int chunk, int chunkBytes, ImageHeader size, ImageHeader canvas, int left, int top) {
    /**
     * A simple WebP file of its colours alone: without the alpha channel and the colour profile,
     * neither of which is applied, and without the frames of an animation behind it.
     */
    public byte[] alone(byte[] file) {
      ByteBuffer alone = ByteBuffer.allocate(RIFF_HEADER + chunkBytes + chunkBytes % 2);
      alone.order(ByteOrder.LITTLE_ENDIAN).put(0, file, 0, RIFF_HEADER);
      alone.putInt(4, alone.capacity() - CHUNK_HEADER);
      return alone.put(RIFF_HEADER, file, chunk, chunkBytes).array();
    }
  }

  /**
   * Finds the first image.
   *
   * @throws ImageException if the file is truncated or has no image
   */
  public static Frame firstFrame(byte[] file) throws ImageException {
    try {
      return new WebpStructure(file).frame();
    } catch (IndexOutOfBoundsException e) {
      throw new ImageException("the WEBP file ends within its header: truncated", e);
    }
  }

  /** The EXIF data, if there are any in a file that is sound so far. */
  static Optional<byte[]> exif(byte[] file) {
    try {
      WebpStructure structure = new WebpStructure(file);
      for (int at = RIFF_HEADER; at + CHUNK_HEADER <= structure.end; at = structure.next(at)) {
        if (structure.name(at).equals("EXIF")) {
          int start = at + CHUNK_HEADER;
          byte[] data = Arrays.copyOfRange(file, start, start + (int) structure.length(at));
          boolean prefixed =
              data.length >= EXIF_PREFIX.length
                  && Arrays.equals(data, 0, EXIF_PREFIX.length, EXIF_PREFIX, 0, EXIF_PREFIX.length);
          return Optional.of(
              prefixed ? Arrays.copyOfRange(data, EXIF_PREFIX.length, data.length) : data);
        }
      }
    } catch (ImageException | IndexOutOfBoundsException e) {
      // Decoding says what is wrong with it.
    }
    return Optional.empty();
  }

  private Frame frame() throws ImageException {
    int at = RIFF_HEADER;
    while (at + CHUNK_HEADER <= end) {
      switch (name(at)) {
        case "VP8 ", "VP8L" -> {
          return frame(at);
        }
        case "VP8X" -> {
          canvas = new ImageHeader(1 + threeBytes(at + 12), 1 + threeBytes(at + 15));
          at = next(at);
        }
        case "ANMF" -> {
          // The frame's own chunks are inside; its size is theirs.
          left = 2 * threeBytes(at + CHUNK_HEADER);
          top = 2 * threeBytes(at + CHUNK_HEADER + 3);
          at += CHUNK_HEADER + FRAME_HEADER;
        }
        default -> at = next(at);
      }
    }
    throw new ImageException("the WEBP file has no image: it is damaged or truncated");
  }

  private Frame frame(int chunk) throws ImageException {
    int length = CHUNK_HEADER + (int) length(chunk);
    ImageHeader size = size(chunk);
    ImageHeader whole = canvas != null && isAnimated() ? canvas : size;
    if ((long) left + size.width() > whole.width() || (long) top + size.height() > whole.height()) {
      throw new ImageException("the WEBP file's first frame reaches over its edge: it is damaged");
    }
    return new Frame(chunk, length, size, whole, left, top);
  }

  private boolean isAnimated() {
    return name(RIFF_HEADER).equals("VP8X") && (file[RIFF_HEADER + CHUNK_HEADER] & 2) != 0;
  }

  /** Reads the size from the bit stream itself. */
  private ImageHeader size(int chunk) throws ImageException {
    int at = chunk + CHUNK_HEADER;
    if (name(chunk).equals("VP8L")) {
      if (length(chunk) < 5 || file[at] != 0x2f) {
        throw new ImageException("the WEBP file's image has no header: it is damaged");
      }
      int sizes = bytes.getInt(at + 1);
      return new ImageHeader(1 + (sizes & 0x3fff), 1 + (sizes >> 14 & 0x3fff));
    }
    if (length(chunk) < 10 || threeBytes(at + 3) != 0x2a019d) {
      throw new ImageException("the WEBP file's image has no header: it is damaged");
    }
    return new ImageHeader(bytes.getShort(at + 6) & 0x3fff, bytes.getShort(at + 8) & 0x3fff);
  }

  private String name(int chunk) {
    return new String(file, chunk, 4, StandardCharsets.ISO_8859_1);
  }

  /** The bytes of a chunk's content, all of which are there. */
  private long length(int chunk) throws ImageException {
    long length = Integer.toUnsignedLong(bytes.getInt(chunk + 4));
    if (chunk + CHUNK_HEADER + length > end) {
      throw new ImageException("a chunk of the WEBP file is truncated, or its size damaged");
    }
    return length;
  }

  private int next(int chunk) throws ImageException {
    long length = length(chunk);
    return chunk + CHUNK_HEADER + (int) (length + length % 2);
  }

  private int threeBytes(int at) {
    return Short.toUnsignedInt(bytes.getShort(at)) | (file[at + 2] & 0xff) << 16;
  }
}
