package org.imagebeam.download;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.imagebeam.local.DaemonThreads;

/**
 * Looks a host's name up before Java's client does, which would wait for a name server that doesn't
 * answer for as long as that takes, half a minute and more.
 */
final class HostLookup {
  private HostLookup() {}

  /**
   * Sees that the name has an address. Where a proxy is set, the name is the proxy's business.
   *
   * @throws RetryException if it has none, or none in time
   */
  static void require(URI uri, Duration limit) throws IOException {
    ProxySelector proxies = ProxySelector.getDefault();
    if (proxies != null && !proxies.select(uri).stream().allMatch(Proxy.NO_PROXY::equals)) {
      return;
    }
    CompletableFuture<InetAddress> found = new CompletableFuture<>();
    DaemonThreads.start("look-up-host", () -> look(uri.getHost(), found));
    try {
      found.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw RetryException.unconnected("the host's name could not be looked up in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownloadException(
          DownloadException.Kind.UNREACHABLE, "the download was interrupted", e);
    } catch (ExecutionException e) {
      throw RetryException.unconnected("the host is not known", e.getCause());
    }
  }

  private static void look(String host, CompletableFuture<InetAddress> found) {
    try {
      found.complete(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      found.completeExceptionally(e);
    }
  }
}
