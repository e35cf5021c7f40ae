package io.veloflux.proxy.source;

/// Something that configurations come from.
public interface ConfigSource extends AutoCloseable {
  /// Begins to offer, first everything that there is. Returns at once; while the source cannot be
  /// reached nothing is offered, and it is tried again.
  void start(ConfigSink sink);

  @Override
  void close();
}
