package io.veloflux.proxy.config;

/// A configuration that a proxy cannot serve. The message is one sentence for the person who wrote
/// it.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
