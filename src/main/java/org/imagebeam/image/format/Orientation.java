package org.imagebeam.image.format;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a stored image must be turned to be seen upright: the EXIF tag 0x0112.
 *
 * @param transposed whether rows and columns change places
 * @param flippedX whether the upright image's x runs against the stored axis it lies on
 * @param flippedY likewise for y
 */
public record Orientation(boolean transposed, boolean flippedX, boolean flippedY) {
  public static final Orientation UPRIGHT = new Orientation(false, false, false);

  private static final Set<PngChunkType> PNG_CHUNKS =
      Set.of(PngChunkType.eXIf, PngChunkType.tEXt, PngChunkType.zTXt);

  /**
   * Returns the orientation of a file; upright if it states none, or if its metadata can't be read.
   */
  public static Orientation of(ImageFormat format, byte[] file) {
    try {
      if (format == ImageFormat.TIFF) {
        return Orientation.ofExif((int) TiffPage.read(file).value(TiffTags.ORIENTATION, 1L));
      }
      ExifIFD0Directory directory =
          metadata(format, file).getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer tag =
          directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      return tag == null ? Orientation.UPRIGHT : Orientation.ofExif(tag);
    } catch (ImageException | ImageProcessingException | IOException | RuntimeException e) {
      // Images are decodable without their metadata, which editors often leave broken.
      return Orientation.UPRIGHT;
    }
  }

  /** The orientation of an EXIF tag's value, 1 to 8; any other value means upright. */
  public static Orientation ofExif(int tag) {
    return switch (tag) {
      case 2 -> new Orientation(false, true, false);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, false, true);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, true, false);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, false, true);
      default -> UPRIGHT;
    };
  }

  private static Metadata metadata(ImageFormat format, byte[] file)
      throws ImageProcessingException, IOException {
    Metadata metadata = new Metadata();
    switch (format) {
      case JPEG -> {
        return JpegMetadataReader.readMetadata(
            new ByteArrayInputStream(file), List.of(new ExifReader()));
      }
      case PNG -> {
        // From an array, as a stream's reader makes an array of whatever size a chunk claims.
        SequentialByteArrayReader reader = new SequentialByteArrayReader(file);
        for (PngChunk chunk : new PngChunkReader().extract(reader, PNG_CHUNKS)) {
          Optional<byte[]> exif =
              chunk.getType().equals(PngChunkType.eXIf)
                  ? Optional.of(chunk.getBytes())
                  : PngProfile.exif(chunk);
          exif.ifPresent(data -> new ExifReader().extract(new ByteArrayReader(data), metadata));
        }
      }
      case WEBP ->
          WebpStructure.exif(file)
              .ifPresent(exif -> new ExifReader().extract(new ByteArrayReader(exif), metadata));
      default -> {
        // BMP and GIF have none, and a TIFF file's is one of its own tags.
      }
    }
    return metadata;
  }
}
