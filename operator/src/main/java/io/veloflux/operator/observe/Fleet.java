package io.veloflux.operator.observe;

import io.veloflux.proxy.state.ProxyState;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The last answer of each proxy, and since when it is silent. Any thread may use it.
///
/// Each time an address is polled anew it gets a ticket; an answer that comes with an older ticket,
/// from a poll that was given up meanwhile, is dropped. So a late answer never overwrites a newer
/// one.
final class Fleet {
  private final Map<String, Member> members = new HashMap<>();
  private final long patienceNanos;
  private final LongSupplier nanoClock;
  private final FleetListener listener;
  private final long startedNanos;
  private long lastTicket;
  private boolean settled;
  private Set<String> ready = Set.of();

  /// @param patience how long a proxy may be silent and still count
  /// @param nanoClock as [System#nanoTime]
  Fleet(Duration patience, LongSupplier nanoClock, FleetListener listener) {
    this.patienceNanos = patience.toNanos();
    this.nanoClock = nanoClock;
    this.listener = listener;
    this.startedNanos = nanoClock.getAsLong();
  }

  /// Starts to expect answers of an address.
  ///
  /// @return the ticket that its answers must show
  synchronized long join(String address) {
    long ticket = ++lastTicket;
    members.put(address, new Member(ticket, nanoClock.getAsLong(), null));
    return ticket;
  }

  /// Stops to expect answers of an address.
  void leave(String address, long ticket) {
    synchronized (this) {
      Member member = members.get(address);
      if (member == null || member.ticket != ticket) return;
      members.remove(address);
    }
    check();
  }

  /// Takes an answer.
  void answered(String address, long ticket, ProxyState state) {
    ObservedProxy now = ObservedProxy.of(address, state);
    ObservedProxy before;
    synchronized (this) {
      Member member = members.get(address);
      if (member == null || member.ticket != ticket) return;
      before = member.last;
      members.put(address, new Member(ticket, nanoClock.getAsLong(), now));
    }
    if (check() || !now.ready()) return;
    Set<String> tenants = before == null ? now.tenants().keySet() : now.differences(before);
    if (!tenants.isEmpty()) listener.tenantsChanged(tenants);
  }

  /// Looks who became silent, and tells it. To be called every now and then.
  ///
  /// @return whether it told that the whole fleet changed
  boolean check() {
    synchronized (this) {
      boolean settledBefore = settled;
      Set<String> readyBefore = ready;
      settled = settled || isSettled();
      ready = Set.copyOf(members.keySet().stream().filter(a -> counts(members.get(a))).toList());
      if (settled == settledBefore && ready.equals(readyBefore)) return false;
    }
    listener.fleetChanged();
    return true;
  }

  synchronized FleetView view() {
    List<ObservedProxy> proxies =
        members.values().stream()
            .filter(this::counts)
            .map(Member::last)
            .sorted(Comparator.comparing(ObservedProxy::name))
            .toList();
    return new FleetView(settled || isSettled(), proxies);
  }

  private boolean isSettled() {
    if (nanoClock.getAsLong() - startedNanos > patienceNanos) return true;
    return !members.isEmpty() && members.values().stream().allMatch(m -> m.last != null);
  }

  private boolean counts(@Nullable Member member) {
    return member != null
        && member.last != null
        && member.last.ready()
        && nanoClock.getAsLong() - member.sinceNanos <= patienceNanos;
  }

  /// @param sinceNanos of the last answer, or of joining
  private record Member(long ticket, long sinceNanos, @Nullable ObservedProxy last) {}
}
