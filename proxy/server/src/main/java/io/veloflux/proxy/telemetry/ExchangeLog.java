package io.veloflux.proxy.telemetry;

/// Told of every exchange once, when it ended. Called on event loops: must not block.
public interface ExchangeLog {
  void finished(ExchangeRecord exchange);
}
