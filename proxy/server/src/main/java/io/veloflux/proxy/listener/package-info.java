/// The sockets that clients connect to, and the event loops behind them.
///
/// - In: which ports to listen on, the snapshots to serve, when to drain. Out: connections, each
///   handed to its protocol.
/// - [HttpServer] is the one door to the data path: whoever runs a proxy makes one.
/// - Must not know: why a port is wanted, routes.
@NullMarked
package io.veloflux.proxy.listener;

import org.jspecify.annotations.NullMarked;
