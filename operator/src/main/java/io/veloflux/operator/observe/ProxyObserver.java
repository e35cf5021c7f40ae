package io.veloflux.operator.observe;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the last state of every proxy of the fleet, by long polls of `GET /state` at their admin
/// ports.
///
/// - A name that has several addresses, such as a headless Service, means a proxy at each; it is
///   looked up again every second, so that new pods are found and gone ones forgotten.
/// - A proxy that is silent for `patience` does not count as ready any more.
///
/// Any thread may use it.
public final class ProxyObserver implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProxyObserver.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final List<URI> proxies;
  private final Duration wait;
  private final Fleet fleet;
  private final HttpClient http;
  private final Map<URI, Thread> polls = new HashMap<>();
  private final Map<URI, Set<URI>> lastKnown = new HashMap<>(); // only the lookout's thread uses it
  private final Thread lookout;

  /// @param proxies admin URLs, `http://host:port`
  /// @param patience how long a proxy may be silent and still count
  public ProxyObserver(List<URI> proxies, Duration patience, FleetListener listener) {
    this.proxies = List.copyOf(proxies);
    this.wait = patience.dividedBy(3); // so that one lost answer does not make a proxy unready
    this.fleet = new Fleet(patience, System::nanoTime, listener);
    this.http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(wait).build();
    this.lookout = Thread.ofVirtual().name("proxy-lookout").start(this::lookAround);
  }

  public FleetView view() {
    return proxies.isEmpty() ? new FleetView(true, List.of()) : fleet.view();
  }

  @Override
  public void close() {
    lookout.interrupt();
    synchronized (polls) {
      polls.values().forEach(Thread::interrupt);
    }
    http.shutdownNow();
    http.close();
  }

  private void lookAround() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        follow(addresses());
        fleet.check();
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end of the thread
    }
  }

  private void follow(Set<URI> addresses) {
    synchronized (polls) {
      if (Thread.currentThread().isInterrupted()) return;
      Set<URI> gone = new HashSet<>(polls.keySet());
      gone.removeAll(addresses);
      for (URI address : gone) {
        log.info("proxy={} is not among the addresses any more", address.getAuthority());
        Thread poll = polls.remove(address);
        if (poll != null) poll.interrupt();
      }
      for (URI address : addresses) {
        polls.computeIfAbsent(
            address,
            a ->
                Thread.ofVirtual()
                    .name("proxy-poll-" + a.getAuthority())
                    .start(new ProxyPoll(a, http, wait, fleet)));
      }
    }
  }

  /// One URL for each address of each name. A name that cannot be looked up now keeps the addresses
  /// that it had.
  private Set<URI> addresses() {
    Set<URI> found = new HashSet<>();
    for (URI proxy : proxies) {
      try {
        Set<URI> ofThis = new HashSet<>();
        for (InetAddress address : InetAddress.getAllByName(proxy.getHost()))
          ofThis.add(at(proxy, address));
        lastKnown.put(proxy, ofThis);
        found.addAll(ofThis);
      } catch (UnknownHostException e) {
        log.debug("proxy={} has no address: {}", proxy, e.getMessage());
        found.addAll(lastKnown.getOrDefault(proxy, Set.of()));
      }
    }
    return found;
  }

  private static URI at(URI proxy, InetAddress address) {
    String ip = address.getHostAddress();
    String host = address instanceof Inet6Address ? "[" + ip.replaceAll("%.*", "") + "]" : ip;
    return URI.create("http://" + host + ":" + (proxy.getPort() < 0 ? 80 : proxy.getPort()));
  }
}
