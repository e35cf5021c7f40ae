package io.veloflux.proxy.runtime;

/// Where a request goes: made when the snapshot is built, not for each request.
public record RouteMatch(Listener listener, Route route) {}
