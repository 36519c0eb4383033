package org.imagebeam.download;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.local.OutputException;
import org.jspecify.annotations.Nullable;

/** The fetching of one file from one address, with as many attempts as it takes. */
final class Transfer {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Whoever gets this much further has not failed, and may fail as often again. */
  static final long PROGRESS_BYTES = 100_000;

  private final RemoteFile file;
  private final String address;
  private final Source source;
  private final PartFile part;
  private final DownloadSettings settings;
  private final Progress progress;
  private final Contact contact;

  Transfer(
      RemoteFile file,
      String address,
      Source source,
      PartFile part,
      DownloadSettings settings,
      Progress progress,
      Contact contact) {
    this.contact = contact;
    this.file = file;
    this.address = address;
    this.source = source;
    this.part = part;
    this.settings = settings;
    this.progress = progress;
  }

  FetchedFile run() throws IOException {
    int failures = 0;
    long counted = part.size();
    while (true) {
      try {
        PartState state = attempt();
        return finish(state);
      } catch (RestartException e) {
        part.discard();
        failures = failed(failures, Duration.ZERO, e);
      } catch (RetryException e) {
        if (part.size() >= counted + PROGRESS_BYTES) {
          failures = 0;
          counted = part.size();
        }
        requireContact(e);
        failures = failed(failures, e.askedFor(), e);
      } catch (DownloadException e) {
        throw new DownloadException(e.kind(), sentence(e.getMessage()), e);
      }
    }
  }

  /** Fetches what is missing. */
  private PartState attempt() throws IOException {
    Optional<PartState> known = part.state().filter(state -> state.address().equals(address));
    long there = known.isPresent() ? part.size() : 0;
    if (known.isPresent() && there > 0 && known.get().totalBytes().equals(OptionalLong.of(there))) {
      return known.get();
    }
    try (Source.Opened opened = source.open(known, there)) {
      contact.made();
      requireLength(opened.total());
      requireNoMore(opened.total().orElse(0));
      PartState state = known.orElse(null);
      if (opened.offset() == 0 || state == null) {
        if (there > 0) {
          progress.say(file.name() + " can't be resumed, so it is fetched from its start");
        }
        state = PartState.of(address, opened);
        part.begin(state);
      } else if (!state.resumable() && opened.resumable()) {
        state = state.proven();
        part.write(state);
      }
      requireRoom(opened);
      copy(opened);
      requireWhole(opened.total());
      return state;
    }
  }

  private void copy(Source.Opened opened) throws IOException {
    long done = opened.offset();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (Progress.Task task = progress.start(file.name(), done, expected(opened.total()));
        OutputStream out = part.append()) {
      int count = opened.body().read(buffer, 0, buffer.length);
      while (count >= 0) {
        write(out, buffer, count);
        done += count;
        requireNoMore(done);
        task.reach(done);
        count = opened.body().read(buffer, 0, buffer.length);
      }
    }
  }

  private void write(OutputStream out, byte[] buffer, int count) throws IOException {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      // A full disk is not left full.
      part.discard();
      throw new OutputException(part.path().toString(), OutputException.reason(e), e);
    }
  }

  private OptionalLong expected(OptionalLong stated) {
    return stated.isPresent() ? stated : file.sizeBytes();
  }

  private void requireLength(OptionalLong stated) throws IOException {
    if (stated.isPresent()
        && file.sizeBytes().isPresent()
        && stated.getAsLong() != file.sizeBytes().getAsLong()) {
      throw wrongLength("has " + number(stated.getAsLong()) + " bytes");
    }
  }

  private void requireNoMore(long done) throws IOException {
    if (file.sizeBytes().isEmpty() && done > settings.maxBytes()) {
      part.discard();
      throw new DownloadException(
          DownloadException.Kind.WRONG,
          "it has more than "
              + number(settings.maxBytes())
              + " bytes, the most that is fetched where nobody has said how long it is: check the"
              + " address");
    }
    if (file.sizeBytes().isPresent() && done > file.sizeBytes().getAsLong()) {
      throw wrongLength("has more bytes");
    }
  }

  private DownloadException wrongLength(String found) throws IOException {
    part.discard();
    return new DownloadException(
        DownloadException.Kind.WRONG,
        "it "
            + found
            + ", and "
            + file.authority()
            + " says "
            + number(file.sizeBytes().orElseThrow())
            + ": it is another file");
  }

  private void requireRoom(Source.Opened opened) throws IOException {
    long free = Files.getFileStore(part.path().toAbsolutePath().getParent()).getUsableSpace();
    long needed = expected(opened.total()).orElse(0) - opened.offset();
    // Some file systems say 0 of everything.
    if (free > 0 && needed > free) {
      throw new OutputException(
          part.path().toString(),
          number(needed) + " bytes are needed and " + number(free) + " are free on that disk");
    }
  }

  private void requireWhole(OptionalLong stated) throws IOException {
    OptionalLong expected = expected(stated);
    if (expected.isPresent() && part.size() < expected.getAsLong()) {
      throw new RetryException("the connection was cut", null);
    }
  }

  private FetchedFile finish(PartState state) throws IOException {
    requireLength(OptionalLong.of(part.size()));
    String sha256 = Downloader.sha256(part.path());
    if (file.sha256().isPresent() && !file.sha256().get().equals(sha256)) {
      part.discard();
      throw new DownloadException(
          DownloadException.Kind.WRONG,
          "it has the SHA-256 "
              + sha256
              + ", and "
              + file.authority()
              + " says "
              + file.sha256().get()
              + ": it is damaged or another file, and was deleted");
    }
    long bytes = part.size();
    part.finish();
    return new FetchedFile(address, state.url(), bytes, sha256, Optional.ofNullable(state.etag()));
  }

  /** Gives up where no address has been reached for a while: then there is no network. */
  private void requireContact(RetryException e) throws IOException {
    if (e.isOffline() && contact.isHopeless(settings.backoff(1).plus(settings.connect()))) {
      throw new DownloadException(
          DownloadException.Kind.UNREACHABLE, sentence(e.getMessage() + soFar()), e);
    }
  }

  /** Waits before the next attempt, or gives up. */
  private int failed(int before, Duration askedFor, IOException e) throws IOException {
    int failures = before + 1;
    String why = e.getMessage() + soFar();
    if (failures >= settings.attempts()) {
      throw new DownloadException(
          DownloadException.Kind.UNREACHABLE,
          sentence(why + "; given up after " + failures + " attempts"),
          e);
    }
    Duration backoff = settings.backoff(failures);
    Duration wait = askedFor.compareTo(backoff) > 0 ? askedFor : backoff;
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: %s; trying again in %s (%d of %d)",
            file.name(),
            why,
            Durations.seconds(wait),
            failures + 1,
            settings.attempts()));
    sleep(wait);
    return failures;
  }

  private String soFar() throws IOException {
    return part.size() == 0 ? "" : " after " + number(part.size()) + " bytes";
  }

  private static void sleep(Duration wait) throws IOException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownloadException(
          DownloadException.Kind.UNREACHABLE, "the download was interrupted", e);
    }
  }

  private String sentence(@Nullable String why) {
    return "can't fetch " + file.name() + " from " + address + ": " + why;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
