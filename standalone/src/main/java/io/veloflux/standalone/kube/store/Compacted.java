package io.veloflux.standalone.kube.store;

/// The events that would be needed are forgotten: list again.
public final class Compacted extends Exception {
  private static final long serialVersionUID = 1;

  private final long oldest;

  Compacted(long oldest) {
    super("oldest revision is " + oldest);
    this.oldest = oldest;
  }

  /// The oldest revision from which watching is still possible.
  public long oldest() {
    return oldest;
  }
}
