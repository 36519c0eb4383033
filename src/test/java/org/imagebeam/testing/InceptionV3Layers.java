package org.imagebeam.testing;

import java.util.List;

/**
 * The layers of the Inception v3 graph of 2015-12-05, in the order of its nodes: 94 convolutions,
 * 13 pools and 11 joins. The last pool ({@code pool_3}) and the softmax layer are not in the table.
 */
final class InceptionV3Layers {
  /*
   * One layer a line; a backslash carries it on to the next.
   *   block   name, input (in the lines below it names are relative to the block; "." is its input)
   *   Conv2D  name, input, kernel height and width, channels in and out, stride, padding
   *   MaxPool, AvgPool (3 by 3)  name, input, stride, padding
   *   Concat  inputs
   */
  private static final String TABLE =
      """
      Conv2D conv                 Mul             3 3    3  32 2 VALID
      Conv2D conv_1               conv              3 3   32  32 1 VALID
      Conv2D conv_2               conv_1          3 3   32  64 1 SAME
      MaxPool pool              conv_2                  2 VALID
      Conv2D conv_3               pool            1 1   64  80 1 VALID
      Conv2D conv_4               conv_3          3 3   80 192 1 VALID
      MaxPool pool_1            conv_4                  2 VALID
      block mixed pool_1
      Conv2D conv                 .               1 1  192  64 1 SAME
      Conv2D tower/conv           .               1 1  192  48 1 SAME
      Conv2D tower/conv_1         tower/conv      5 5   48  64 1 SAME
      Conv2D tower_1/conv         .               1 1  192  64 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    3 3   64  96 1 SAME
      Conv2D tower_1/conv_2       tower_1/conv_1  3 3   96  96 1 SAME
      AvgPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1  192  32 1 SAME
      Concat conv tower/conv_1 tower_1/conv_2 tower_2/conv
      block mixed_1 mixed/join
      Conv2D conv                 .               1 1  256  64 1 SAME
      Conv2D tower/conv           .               1 1  256  48 1 SAME
      Conv2D tower/conv_1         tower/conv      5 5   48  64 1 SAME
      Conv2D tower_1/conv         .               1 1  256  64 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    3 3   64  96 1 SAME
      Conv2D tower_1/conv_2       tower_1/conv_1  3 3   96  96 1 SAME
      AvgPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1  256  64 1 SAME
      Concat conv tower/conv_1 tower_1/conv_2 tower_2/conv
      block mixed_2 mixed_1/join
      Conv2D conv                 .               1 1  288  64 1 SAME
      Conv2D tower/conv           .               1 1  288  48 1 SAME
      Conv2D tower/conv_1         tower/conv      5 5   48  64 1 SAME
      Conv2D tower_1/conv         .               1 1  288  64 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    3 3   64  96 1 SAME
      Conv2D tower_1/conv_2       tower_1/conv_1  3 3   96  96 1 SAME
      AvgPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1  288  64 1 SAME
      Concat conv tower/conv_1 tower_1/conv_2 tower_2/conv
      block mixed_3 mixed_2/join
      Conv2D conv                 .               3 3  288 384 2 VALID
      Conv2D tower/conv           .               1 1  288  64 1 SAME
      Conv2D tower/conv_1         tower/conv      3 3   64  96 1 SAME
      Conv2D tower/conv_2         tower/conv_1    3 3   96  96 2 VALID
      MaxPool pool              .                       2 VALID
      Concat conv tower/conv_2 pool
      block mixed_4 mixed_3/join
      Conv2D conv                 .               1 1  768 192 1 SAME
      Conv2D tower/conv           .               1 1  768 128 1 SAME
      Conv2D tower/conv_1         tower/conv      1 7  128 128 1 SAME
      Conv2D tower/conv_2         tower/conv_1    7 1  128 192 1 SAME
      Conv2D tower_1/conv         .               1 1  768 128 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    7 1  128 128 1 SAME
      Conv2D tower_1/conv_2       tower_1/conv_1  1 7  128 128 1 SAME
      Conv2D tower_1/conv_3       tower_1/conv_2  7 1  128 128 1 SAME
      Conv2D tower_1/conv_4       tower_1/conv_3  1 7  128 192 1 SAME
      AvgPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1  768 192 1 SAME
      Concat conv tower/conv_2 tower_1/conv_4 tower_2/conv
      block mixed_5 mixed_4/join
      Conv2D conv                 .               1 1  768 192 1 SAME
      Conv2D tower/conv           .               1 1  768 160 1 SAME
      Conv2D tower/conv_1         tower/conv      1 7  160 160 1 SAME
      Conv2D tower/conv_2         tower/conv_1    7 1  160 192 1 SAME
      Conv2D tower_1/conv         .               1 1  768 160 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    7 1  160 160 1 SAME
      Conv2D tower_1/conv_2       tower_1/conv_1  1 7  160 160 1 SAME
      Conv2D tower_1/conv_3       tower_1/conv_2  7 1  160 160 1 SAME
      Conv2D tower_1/conv_4       tower_1/conv_3  1 7  160 192 1 SAME
      AvgPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1  768 192 1 SAME
      Concat conv tower/conv_2 tower_1/conv_4 tower_2/conv
      block mixed_6 mixed_5/join
      Conv2D conv                 .               1 1  768 192 1 SAME
      Conv2D tower/conv           .               1 1  768 160 1 SAME
      Conv2D tower/conv_1         tower/conv      1 7  160 160 1 SAME
      Conv2D tower/conv_2         tower/conv_1    7 1  160 192 1 SAME
      Conv2D tower_1/conv         .               1 1  768 160 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    7 1  160 160 1 SAME
      Conv2D tower_1/conv_2       tower_1/conv_1  1 7  160 160 1 SAME
      Conv2D tower_1/conv_3       tower_1/conv_2  7 1  160 160 1 SAME
      Conv2D tower_1/conv_4       tower_1/conv_3  1 7  160 192 1 SAME
      AvgPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1  768 192 1 SAME
      Concat conv tower/conv_2 tower_1/conv_4 tower_2/conv
      block mixed_7 mixed_6/join
      Conv2D conv                 .               1 1  768 192 1 SAME
      Conv2D tower/conv           .               1 1  768 192 1 SAME
      Conv2D tower/conv_1         tower/conv      1 7  192 192 1 SAME
      Conv2D tower/conv_2         tower/conv_1    7 1  192 192 1 SAME
      Conv2D tower_1/conv         .               1 1  768 192 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    7 1  192 192 1 SAME
      Conv2D tower_1/conv_2       tower_1/conv_1  1 7  192 192 1 SAME
      Conv2D tower_1/conv_3       tower_1/conv_2  7 1  192 192 1 SAME
      Conv2D tower_1/conv_4       tower_1/conv_3  1 7  192 192 1 SAME
      AvgPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1  768 192 1 SAME
      Concat conv tower/conv_2 tower_1/conv_4 tower_2/conv
      block mixed_8 mixed_7/join
      Conv2D tower/conv           .               1 1  768 192 1 SAME
      Conv2D tower/conv_1         tower/conv      3 3  192 320 2 VALID
      Conv2D tower_1/conv         .               1 1  768 192 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    1 7  192 192 1 SAME
      Conv2D tower_1/conv_2       tower_1/conv_1  7 1  192 192 1 SAME
      Conv2D tower_1/conv_3       tower_1/conv_2  3 3  192 192 2 VALID
      MaxPool pool              .                       2 VALID
      Concat tower/conv_1 tower_1/conv_3 pool
      block mixed_9 mixed_8/join
      Conv2D conv                 .               1 1 1280 320 1 SAME
      Conv2D tower/conv           .               1 1 1280 384 1 SAME
      Conv2D tower/mixed/conv     tower/conv      1 3  384 384 1 SAME
      Conv2D tower/mixed/conv_1   tower/conv      3 1  384 384 1 SAME
      Conv2D tower_1/conv         .               1 1 1280 448 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    3 3  448 384 1 SAME
      Conv2D tower_1/mixed/conv   tower_1/conv_1  1 3  384 384 1 SAME
      Conv2D tower_1/mixed/conv_1 tower_1/conv_1  3 1  384 384 1 SAME
      AvgPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1 1280 192 1 SAME
      Concat conv tower/mixed/conv tower/mixed/conv_1 \
        tower_1/mixed/conv tower_1/mixed/conv_1 tower_2/conv
      block mixed_10 mixed_9/join
      Conv2D conv                 .               1 1 2048 320 1 SAME
      Conv2D tower/conv           .               1 1 2048 384 1 SAME
      Conv2D tower/mixed/conv     tower/conv      1 3  384 384 1 SAME
      Conv2D tower/mixed/conv_1   tower/conv      3 1  384 384 1 SAME
      Conv2D tower_1/conv         .               1 1 2048 448 1 SAME
      Conv2D tower_1/conv_1       tower_1/conv    3 3  448 384 1 SAME
      Conv2D tower_1/mixed/conv   tower_1/conv_1  1 3  384 384 1 SAME
      Conv2D tower_1/mixed/conv_1 tower_1/conv_1  3 1  384 384 1 SAME
      MaxPool tower_2/pool      .                       1 SAME
      Conv2D tower_2/conv         tower_2/pool    1 1 2048 192 1 SAME
      Concat conv tower/mixed/conv tower/mixed/conv_1 \
        tower_1/mixed/conv tower_1/mixed/conv_1 tower_2/conv
      """;

  private static final List<InceptionV3Layer> ALL = InceptionV3Layer.parse(TABLE);

  private InceptionV3Layers() {}

  /** All layers, each after those that it reads. */
  static List<InceptionV3Layer> all() {
    return ALL;
  }
}
