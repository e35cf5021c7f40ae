package io.veloflux.proxy.pem;

/// Some PEM cannot be used. The message is half a sentence whose subject is what was read: "is
/// encrypted; …". It quotes nothing of the content.
public final class PemException extends Exception {
  private static final long serialVersionUID = 1L;

  PemException(String message) {
    super(message);
  }

  PemException(String message, Throwable cause) {
    super(message, cause);
  }

  /// Never `null`.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
