package org.imagebeam.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.imagebeam.image.format.BmpRunLengths;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageHeader;

/**
 * Makes of a BMP file one that Java's reader takes: with a Windows header of 40 bytes and a palette
 * as long as its pixels need. It refuses OS/2's newer headers, and makes a palette as long as the
 * file claims.
 */
final class PlainBmp {
  private static final String TRUNCATED = "the BMP file ends before its pixels do: truncated";
  private static final int FILE_HEADER = 14;
  private static final int HEADER = 40;
  private static final int CORE_HEADER = 12;
  private static final int UNCOMPRESSED = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BITFIELDS = 3;
  private static final int ALPHA_BITFIELDS = 6;

  /** Where the masks of bit fields are from the start of the header, inside or behind it. */
  private static final int MASKS = 40;

  private final ByteBuffer file;
  private final int headerBytes;
  private final int pixels;
  private final int bits;
  private final int compression;
  private final int coloursUsed;
  private final int paletteEntry;

  private PlainBmp(byte[] bytes) throws ImageException {
    file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    headerBytes = file.getInt(FILE_HEADER);
    int stated = file.getInt(10);
    boolean core = headerBytes == CORE_HEADER;
    if ((!core && headerBytes < 16) || headerBytes > file.limit() - FILE_HEADER) {
      throw new ImageException(
          "the BMP file says that its header has " + headerBytes + " bytes: it is damaged");
    }
    if (stated < FILE_HEADER + headerBytes || stated > file.limit()) {
      throw new ImageException(TRUNCATED);
    }
    bits = Short.toUnsignedInt(file.getShort(FILE_HEADER + (core ? 10 : 14)));
    compression = field(16);
    coloursUsed = field(32);
    paletteEntry = core ? 3 : 4;
    requireReadable();
    pixels = behindPalette(stated);
  }

  /** Some writers state that the pixels are where the palette is. */
  private int behindPalette(int stated) throws ImageException {
    if (bits > 8 || stated > FILE_HEADER + headerBytes) {
      return stated;
    }
    int colours = coloursUsed > 0 ? Math.min(coloursUsed, 1 << bits) : 1 << bits;
    int behind = stated + colours * paletteEntry;
    if (behind > file.limit()) {
      throw new ImageException("the BMP file has no palette: it is damaged or truncated");
    }
    return behind;
  }

  /** A field of the header; 0 where it is shorter. */
  private int field(int at) {
    return headerBytes == CORE_HEADER || headerBytes < at + Integer.BYTES
        ? 0
        : file.getInt(FILE_HEADER + at);
  }

  private void requireReadable() throws ImageException {
    boolean os2 =
        headerBytes != HEADER && headerBytes <= 64 && headerBytes != 52 && headerBytes != 56;
    String what =
        switch (compression) {
          case 3 -> os2 && bits == 1 ? "Huffman codes" : "";
          case 4 -> os2 ? "run lengths of 24 bits" : "JPEG";
          case 5 -> "PNG";
          case 11, 12, 13 -> "CMYK";
          default -> "";
        };
    if (!what.isEmpty()) {
      throw new ImageException(
          "the BMP file holds " + what + ", which isn't read: save it uncompressed");
    }
    boolean known =
        switch (bits) {
          case 1, 4, 8, 16, 24, 32 -> true;
          default -> false;
        };
    if (!known) {
      throw new ImageException(
          "the BMP file has " + bits + " bits a pixel, and 1, 4, 8, 16, 24 or 32 are read");
    }
  }

  /**
   * Rewrites a file.
   *
   * @throws ImageException if its parts aren't there, or it is of a kind that isn't read
   */
  static byte[] of(byte[] file) throws ImageException {
    try {
      return new PlainBmp(file).rewritten();
    } catch (IndexOutOfBoundsException e) {
      throw new ImageException("the BMP file ends within its header: truncated", e);
    }
  }

  private byte[] rewritten() throws ImageException {
    boolean masked = hasMasks();
    int masks = masked ? 12 : 0;
    int colours = bits <= 8 ? 1 << bits : 0;
    int data = FILE_HEADER + HEADER + masks + 4 * colours;
    int length = file.limit() - pixels;
    ByteBuffer plain = ByteBuffer.allocate(data + length).order(ByteOrder.LITTLE_ENDIAN);
    ImageHeader size = ImageHeader.read(ImageFormat.BMP, file.array());
    if (compression == RLE8 || compression == RLE4) {
      BmpRunLengths.requireWhole(file.duplicate().position(pixels), size, bits);
    } else if (length < leastBytes(size)) {
      throw new ImageException(TRUNCATED);
    }
    boolean fromAbove = headerBytes != CORE_HEADER && file.getInt(FILE_HEADER + 8) < 0;
    plain.put((byte) 'B').put((byte) 'M').putInt(plain.capacity()).putInt(0).putInt(data);
    plain.putInt(HEADER).putInt(size.width()).putInt(fromAbove ? -size.height() : size.height());
    plain.putShort((short) 1).putShort((short) bits);
    plain.putInt(masked ? BITFIELDS : bits > 8 ? UNCOMPRESSED : compression);
    plain.putInt(length).putInt(0).putInt(0).putInt(colours).putInt(0);
    for (int i = 0; i < masks; i += Integer.BYTES) {
      plain.putInt(file.getInt(FILE_HEADER + MASKS + i));
    }
    putPalette(plain, colours);
    return plain.put(data, file, pixels, length).array();
  }

  /** Of an uncompressed image; the lowest row may end without what fills it up to four bytes. */
  private long leastBytes(ImageHeader size) {
    long rowBits = (long) size.width() * bits;
    return (rowBits + 31) / 32 * 4 * (size.height() - 1) + (rowBits + 7) / 8;
  }

  /** Whether it says which bits are which colour; all zero stands for the usual ones. */
  private boolean hasMasks() {
    return (compression == BITFIELDS || compression == ALPHA_BITFIELDS)
        && (file.getInt(FILE_HEADER + MASKS)
                | file.getInt(FILE_HEADER + MASKS + 4)
                | file.getInt(FILE_HEADER + MASKS + 8))
            != 0;
  }

  /** The colours that are there, and black for those that aren't. */
  private void putPalette(ByteBuffer plain, int colours) {
    int start = FILE_HEADER + headerBytes;
    int there = Math.min(colours, (pixels - start) / paletteEntry);
    if (coloursUsed > 0) {
      there = Math.min(there, coloursUsed);
    }
    for (int i = 0; i < there; i++) {
      int at = start + i * paletteEntry;
      plain.put(file.get(at)).put(file.get(at + 1)).put(file.get(at + 2)).put((byte) 0);
    }
  }
}
