package org.imagebeam.graph;

/** How else a convolution can be written, where that is faster. */
public enum ConvolutionForm {
  /** Of many output channels, as several of fewer; see {@link ConvolutionSplitter}. */
  SPLIT,
  /** By fewer multiplications, in float32; see {@link WinogradRewriter}. */
  WINOGRAD
}
