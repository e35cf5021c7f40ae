package io.veloflux.proxy.runtime;

/// Where the snapshot in force is found. An exchange asks once and keeps the answer to its end.
public interface Snapshots {
  /// Any thread; one volatile read.
  Snapshot current();
}
