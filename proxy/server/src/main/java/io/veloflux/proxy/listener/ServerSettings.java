package io.veloflux.proxy.listener;

import java.net.InetAddress;
import java.time.Duration;

/// @param bindAddress that all ports are opened on
/// @param eventLoops threads that serve; each has its own connections to backends
/// @param acceptWhileDraining how long new connections are still welcome after a drain began: until
///   whoever sends clients here has noticed
public record ServerSettings(
    InetAddress bindAddress, int eventLoops, Duration acceptWhileDraining) {
  public ServerSettings {
    if (eventLoops < 1) throw new IllegalArgumentException("eventLoops must be at least 1");
  }
}
