package io.veloflux.operator.compile;

/// What became of one listener of a LoadBalancer.
///
/// @param bindPort opened by the proxies; 0 when the listener is not served
/// @param attachedRoutes how many routes have a place on it
public record ListenerVerdict(String name, int bindPort, int attachedRoutes) {}
