package org.imagebeam.bench;

import java.io.IOException;

/** What a contender does in its turns. */
interface Work extends AutoCloseable {
  /**
   * Does at least that many images.
   *
   * @return how many it did
   */
  long run(long images) throws IOException, InterruptedException;

  @Override
  void close();
}
