package org.imagebeam.graph.optimize;

/** How else a convolution can be written, where that is faster. */
public enum ConvolutionForm {
  /** One op with its bias and activation; see {@link LayerFuser}. */
  FUSED,
  /** Of many output channels, as several of fewer; see {@link ConvolutionSplitter}. */
  SPLIT,
  /** By fewer multiplications, in float32; see {@link WinogradRewriter}. */
  WINOGRAD
}
