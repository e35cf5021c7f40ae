package io.veloflux.standalone.kube.store;

/// The object is not at the revision that a write expected: somebody else was faster.
public final class Changed extends Exception {
  private static final long serialVersionUID = 1;

  Changed(ObjectKey key) {
    super(key.toString());
  }
}
