package org.imagebeam.download;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Suppliers;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.NewFolders;
import org.imagebeam.local.OutputException;
import org.imagebeam.storage.Storage;

/**
 * Fetches files, whole or not at all.
 *
 * <p>The bytes go to {@code target.part}, and get the target's name when length and SHA-256 are
 * right. What a broken or killed download leaves is resumed by the next one, if the server says
 * that the content is still the same (Range with If-Range; in Google Cloud Storage the generation),
 * and else fetched anew; where a server gives no parts, a failed download leaves nothing. What
 * passes by itself (a cut connection, a stalled one, answers like 503) is tried again, at growing
 * intervals; where no connection comes about at all, only for some seconds. Thread-safe, but one
 * target is for one caller at a time: hold a {@link org.imagebeam.local.ProcessLock}.
 */
public final class Downloader {
  // Two letters at least, so that a Windows drive is no scheme.
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+://");
  private static final Pattern KNOWN = Pattern.compile("(?i)(https?|gs|file)://");
  private static final Pattern MISTYPED = Pattern.compile("(?i)(https?|gs|ftp):(?!//)");

  private final DownloadSettings settings;
  private final Progress progress;
  // Costly, and not needed for what is there already.
  private final Supplier<HttpClient> client;

  public Downloader(DownloadSettings settings, Progress progress) {
    this.settings = requireNonNull(settings, "settings is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.client = Suppliers.memoize(() -> client(settings));
  }

  private static HttpClient client(DownloadSettings settings) {
    return HttpClient.newBuilder()
        // An offer of HTTP/2 in the clear confuses old servers, and one stream gains nothing.
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(settings.connect())
        .build();
  }

  /** Whether it is fetched over the web, not read from a disk or a bucket. */
  public static boolean isHttp(String address) {
    String start = address.toLowerCase(Locale.ROOT);
    return start.startsWith("http://") || start.startsWith("https://");
  }

  /**
   * Checks that an address is one of those that files are fetched from.
   *
   * @throws InvalidValueException if it starts with another scheme, or lacks a slash behind it
   */
  public static void requireAddress(String address) {
    boolean other = SCHEME.matcher(address).lookingAt() && !KNOWN.matcher(address).lookingAt();
    boolean mistyped = MISTYPED.matcher(address).lookingAt() && !new File(address).exists();
    if (other || mistyped) {
      throw new InvalidValueException(
          "'"
              + address
              + "' can't be fetched: an address starts with http://, https:// or gs://, and a file"
              + " of this machine is given by its path");
    }
  }

  /** The SHA-256 of a local file, in hex. */
  public static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  /**
   * Fetches a file. One that is there already and has the digest that is known stays as it is.
   *
   * @param target a local file; missing folders above it are made
   * @throws DownloadException if none of its addresses gives it
   * @throws org.imagebeam.local.OutputException if it can't be written
   * @throws InvalidValueException if an address is invalid
   */
  public FetchedFile fetch(RemoteFile file, Path target) throws IOException {
    if (Files.isRegularFile(target) && file.sha256().equals(Optional.of(sha256(target)))) {
      String address = file.addresses().get(0);
      return new FetchedFile(
          address, address, Files.size(target), file.sha256().get(), Optional.empty());
    }
    Path absolute = target.toAbsolutePath();
    NewFolders folders = NewFolders.above(absolute);
    try {
      return fetchFrom(file, absolute);
    } finally {
      // If nothing came.
      folders.removeEmpty();
    }
  }

  private FetchedFile fetchFrom(RemoteFile file, Path absolute) throws IOException {
    Path folder = absolute.getParent();
    if (folder == null) {
      throw new OutputException(absolute.toString(), "it is a folder; name a file in it");
    }
    Storage.createFolder(folder.toString());
    PartFile part = new PartFile(absolute);
    List<DownloadException> failures = new ArrayList<>();
    Contact contact = new Contact(settings.offline(), file.addresses().size());
    for (String address : inOrder(file.addresses(), part)) {
      contact.next();
      try {
        return new Transfer(file, address, source(address), part, settings, progress, contact)
            .run();
      } catch (OutputException e) {
        part.discardUnlessUseful();
        throw e;
      } catch (DownloadException e) {
        failures.add(e);
        if (failures.size() < file.addresses().size()) {
          progress.say(e.getMessage() + "; trying another address");
        }
      }
    }
    part.discardUnlessUseful();
    throw worst(failures, part);
  }

  /** The address first of which there is something already. */
  private static List<String> inOrder(List<String> addresses, PartFile part) throws IOException {
    Optional<String> begun = part.state().map(PartState::address);
    return addresses.stream()
        .sorted(Comparator.comparing(address -> !begun.equals(Optional.of(address))))
        .toList();
  }

  private static DownloadException worst(List<DownloadException> failures, PartFile part)
      throws IOException {
    DownloadException worst =
        failures.stream().min(Comparator.comparing(DownloadException::kind)).orElseThrow();
    String message =
        failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; and "));
    Optional<PartState> there = part.state();
    String advice =
        there.isPresent()
            ? ". Run the same command again: it goes on from there"
            : ". Try again later";
    return new DownloadException(
        worst.kind(),
        worst.kind() == DownloadException.Kind.UNREACHABLE ? message + advice : message,
        worst);
  }

  private Source source(String address) {
    return isHttp(address)
        ? new HttpSource(client.get(), uri(address), settings)
        : new StorageSource(address);
  }

  private static URI uri(String address) {
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("'" + address + "' is no address: " + e.getMessage(), e);
    }
    if (uri.getHost() == null) {
      throw new InvalidValueException("'" + address + "' is no address: it names no host");
    }
    if (uri.getUserInfo() != null) {
      throw new InvalidValueException(
          "the address of " + uri.getHost() + " holds a user's name: that isn't supported");
    }
    return uri;
  }
}
