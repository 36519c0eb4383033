package org.imagebeam.download;

import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says the lines to the log, and nothing of the bytes. */
final class LogProgress implements Progress {
  static final LogProgress INSTANCE = new LogProgress();

  private static final Logger LOG = LoggerFactory.getLogger(Downloader.class);

  private LogProgress() {}

  @Override
  public Task start(String what, long done, OptionalLong total) {
    return Task.NONE;
  }

  @Override
  public void say(String line) {
    LOG.info(line);
  }
}
