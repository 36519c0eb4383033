package org.imagebeam.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Finds the EXIF orientation of a file. */
final class ExifOrientation {
  private ExifOrientation() {}

  /** The file's orientation; upright if it states none, or if its metadata can't be read. */
  static Orientation of(ImageFormat format, byte[] file) {
    try {
      ExifIFD0Directory directory =
          metadata(format, file).getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer tag =
          directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      return tag == null ? Orientation.UPRIGHT : Orientation.ofExif(tag);
    } catch (ImageProcessingException | IOException | RuntimeException e) {
      // Pictures are decodable without their metadata, which editors often leave broken.
      return Orientation.UPRIGHT;
    }
  }

  private static Metadata metadata(ImageFormat format, byte[] file)
      throws ImageProcessingException, IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    return switch (format) {
      case JPEG -> JpegMetadataReader.readMetadata(in, List.of(new ExifReader()));
      case PNG -> png(in);
      case TIFF -> TiffMetadataReader.readMetadata(new ByteArrayReader(file));
      case WEBP -> WebpMetadataReader.readMetadata(in);
      default -> new Metadata();
    };
  }

  private static Metadata png(ByteArrayInputStream in)
      throws ImageProcessingException, IOException {
    Metadata metadata = new Metadata();
    for (PngChunk chunk :
        new PngChunkReader().extract(new StreamReader(in), Set.of(PngChunkType.eXIf))) {
      new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
    }
    return metadata;
  }
}
