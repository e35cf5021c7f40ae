package io.veloflux.proxy.http;

import io.netty.buffer.ByteBufAllocator;
import io.veloflux.proxy.drain.Drain;
import io.veloflux.proxy.runtime.Snapshots;
import io.veloflux.proxy.telemetry.ExchangeLog;
import java.util.concurrent.Executor;

/// What all connections of one event loop share. Only that loop may use it.
///
/// @param executor runs on this loop what comes from other threads
/// @param heads reads those of requests
public record Loop(
    Executor executor,
    ByteBufAllocator allocator,
    Ticker ticker,
    HeadReader heads,
    RequestIds requestIds,
    Upstreams upstreams,
    Snapshots snapshots,
    ExchangeLog log,
    Drain drain) {}
