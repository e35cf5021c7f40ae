package io.veloflux.standalone.kube.store;

/// The data directory cannot be used as it is. The message is one line for whoever started the
/// process; nothing in the directory was changed.
public final class DataDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataDirectoryException(String message) {
    super(message);
  }

  public DataDirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
