/// What is alive in a proxy: the snapshot that routes requests, and the endpoints that survive it.
///
/// - In: [io.veloflux.proxy.config.ProxyConfig] of each tenant. Out: [Snapshot], swapped as a whole
///   or not at all, and what was refused and why.
/// - A snapshot is immutable and built off the event loops; only the part of a tenant that changed
///   is built anew. Live state (addresses, health, requests in flight) belongs to [Endpoint].
/// - Must not know: Netty, HTTP messages, where a configuration comes from.
@NullMarked
package io.veloflux.proxy.runtime;

import org.jspecify.annotations.NullMarked;
