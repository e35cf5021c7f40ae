package io.veloflux.proxy.source;

import java.util.Map;

/// Takes what sources offer. Any thread may call it; it does not wait until the offer is served.
public interface ConfigSink {
  /// @param offers by tenant: those that changed. They are served in one step
  void offer(Map<String, Offer> offers);

  /// All that there is, at first and whenever a source starts over: tenants that are not among them
  /// are gone.
  void offerAll(Map<String, Offer> offers);
}
