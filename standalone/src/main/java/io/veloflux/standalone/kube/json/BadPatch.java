package io.veloflux.standalone.kube.json;

/// A patch that cannot be read or does not fit the object. The message is for its sender.
public final class BadPatch extends Exception {
  private static final long serialVersionUID = 1;

  public BadPatch(String message) {
    super(message);
  }
}
