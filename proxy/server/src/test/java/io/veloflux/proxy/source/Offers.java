package io.veloflux.proxy.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A sink that remembers the last offer for each tenant.
final class Offers implements ConfigSink {
  final Map<String, Offer> last = new ConcurrentHashMap<>();
  final AtomicInteger starts = new AtomicInteger();
  final AtomicInteger count = new AtomicInteger();

  @Override
  public void offer(Map<String, Offer> offers) {
    last.putAll(offers);
    count.incrementAndGet();
  }

  @Override
  public void offerAll(Map<String, Offer> offers) {
    last.clear();
    last.putAll(offers);
    starts.incrementAndGet();
  }

  String hash(String tenant) {
    return last.get(tenant) instanceof Offer.Config(String hash, var _, var _) ? hash : "";
  }

  String broken(String tenant) {
    return last.get(tenant) instanceof Offer.Broken(String _, String reason) ? reason : "";
  }

  boolean isGone(String tenant) {
    return last.get(tenant) instanceof Offer.Gone;
  }
}
