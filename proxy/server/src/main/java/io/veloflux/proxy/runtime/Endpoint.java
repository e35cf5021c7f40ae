package io.veloflux.proxy.runtime;

import io.veloflux.proxy.balance.Credit;
import io.veloflux.proxy.balance.Latency;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One address and port of a pool, alive: where it is, how it is, how much it has to do. Survives
/// new snapshots and is retired when none has it any more.
///
/// Any thread may call it.
public final class Endpoint {
  /// What makes two endpoints the same one.
  public record Key(String tenant, String pool, String backend, String host, int port) {}

  public enum Health {
    /// Not checked (yet): takes requests.
    UNKNOWN,
    HEALTHY,
    UNHEALTHY
  }

  private record Checked(Health health, String reason) {}

  private static final Checked UNCHECKED = new Checked(Health.UNKNOWN, "");

  private final Key key;
  private final String authority;
  private final boolean named;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Credit credit = new Credit();
  private final Latency latency = new Latency();
  private volatile @Nullable InetSocketAddress address;
  private volatile Checked checked = UNCHECKED;
  private volatile boolean retired;

  /// Has its address if the host is one, else none yet.
  Endpoint(Key key, String authority) {
    this.key = key;
    this.authority = authority;
    this.named = !isLiteral(key.host());
    if (!named) movedTo(InetAddress.ofLiteral(key.host()));
  }

  private static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Its host is a name, to be resolved.
  boolean isNamed() {
    return named;
  }

  public Key key() {
    return key;
  }

  /// `host:port` as configured: for logs, metrics and `Host`.
  public String authority() {
    return authority;
  }

  /// Where to connect now, or `null` while its name was never resolved. Changes when the name
  /// moves; connections to an earlier address end with their exchange.
  public @Nullable InetSocketAddress address() {
    return address;
  }

  final void movedTo(InetAddress to) {
    address = new InetSocketAddress(to, key.port());
  }

  public int inFlight() {
    return inFlight.get();
  }

  /// Hands a request to it. Where that succeeds, call [#end] exactly once for it.
  ///
  /// @param limit of requests in flight; 0 means none
  /// @return `false` at the limit
  public boolean begin(int limit) {
    while (true) {
      int now = inFlight.get();
      if (limit > 0 && now >= limit) return false;
      if (inFlight.compareAndSet(now, now + 1)) return true;
    }
  }

  public void end() {
    inFlight.decrementAndGet();
  }

  public Health health() {
    return checked.health();
  }

  /// Why it is unhealthy, `""` otherwise.
  public String healthReason() {
    return checked.reason();
  }

  /// For whoever checks it.
  public void checked(Health health, String reason) {
    checked = new Checked(health, reason);
  }

  /// No snapshot has it any more: close its idle connections.
  public boolean retired() {
    return retired;
  }

  void retire() {
    retired = true;
  }

  Credit credit() {
    return credit;
  }

  /// How fast it answers, where its pool wants to know.
  public Latency latency() {
    return latency;
  }

  @Override
  public String toString() {
    return key.pool() + " " + authority;
  }
}
