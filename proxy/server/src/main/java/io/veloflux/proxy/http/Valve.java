package io.veloflux.proxy.http;

import io.netty.channel.ChannelConfig;
import java.util.EnumSet;
import java.util.Set;

/// Back-pressure: a connection is read exactly when nobody has a reason to pause it. Event loop
/// only.
///
/// Bytes that are not read stay in the kernel, whose windows then slow the sender down.
public final class Valve {
  public enum Reason {
    /// No backend is connected yet that could take the body.
    CONNECTING,
    /// What goes on to the other side has not left yet.
    FULL,
    /// The next request arrived before this one was answered.
    PIPELINED
  }

  private final ChannelConfig config;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private boolean dry;

  public Valve(ChannelConfig config) {
    this.config = config;
  }

  public void pause(Reason reason) {
    reasons.add(reason);
    read(false);
  }

  /// @return whether reading is on now
  public boolean resume(Reason reason) {
    reasons.remove(reason);
    if (reasons.isEmpty()) read(true);
    return reasons.isEmpty();
  }

  /// The exchange is over: its reasons are, too.
  public void open() {
    reasons.clear();
    read(true);
  }

  /// The other side has said that nothing more will come: there is nothing to read or to pause,
  /// only what was read before.
  void dry() {
    dry = true;
  }

  private void read(boolean on) {
    if (!dry) config.setAutoRead(on);
  }

  public boolean isOpen() {
    return reasons.isEmpty();
  }
}
