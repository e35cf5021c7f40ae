package io.veloflux.operator.status;

/// Whether the proxies serve what one object asks for.
sealed interface Delivery {
  /// Every ready proxy does.
  record Served() implements Delivery {}

  /// Some proxies do not yet.
  ///
  /// @param soon it was offered a moment ago, and an answer is expected any time
  record Pending(int served, int proxies, boolean soon) implements Delivery {}

  /// Some proxies have not been heard yet since the operator started.
  record Unknown() implements Delivery {}

  /// No proxy answers.
  record NoProxies() implements Delivery {}

  /// @param proxy that refused it
  /// @param reason in the proxy's own words
  record Refused(String proxy, String reason) implements Delivery {}

  /// It was not offered to the proxies.
  record Unpublished(String reason, String message) implements Delivery {}
}
