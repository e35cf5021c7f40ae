package io.veloflux.standalone.kube.store;

import java.util.List;

/// Objects in order of namespace and name, as they were at a revision.
public record Listing(long revision, List<StoredObject> objects) {}
