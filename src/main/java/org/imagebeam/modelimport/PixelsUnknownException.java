package org.imagebeam.modelimport;

import org.imagebeam.graph.UnfitGraphException;

/** It has to be said how the pixels are normalised that a network takes. */
public final class PixelsUnknownException extends UnfitGraphException {
  private static final long serialVersionUID = 1L;

  PixelsUnknownException(String message) {
    super(message);
  }
}
