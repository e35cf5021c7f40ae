package io.veloflux.standalone.kube.store;

import java.util.List;

/// @param revision up to which nothing else happened to the resource
public record Events(long revision, List<Event> events) {}
