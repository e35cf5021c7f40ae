package io.veloflux.operator.compile;

import java.util.List;

/// What compile found out about one object. Says nothing about proxies.
///
/// `Accepted` holds when *everything* the object says takes effect; where it does not, a part of it
/// or its last good version may still be served, and the message says so.
///
/// @param generation of the object that was judged
/// @param findings `Accepted` always, then `ResolvedRefs` for objects that refer to others (Route,
///   Backend, LoadBalancer with certificates)
/// @param listeners of a LoadBalancer, in the order of its spec; empty for other kinds
public record Verdict(
    ObjectKey object,
    long generation,
    List<Finding> findings,
    Serving serving,
    List<ListenerVerdict> listeners) {
  public Verdict {
    findings = List.copyOf(findings);
    listeners = List.copyOf(listeners);
  }
}
