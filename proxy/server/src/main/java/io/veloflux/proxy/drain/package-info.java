/// How a proxy stops without losing a request.
///
/// - In: client connections as they open. Out: whether to say `Connection: close`, and when the
///   last one is gone.
/// - Must not know: HTTP, sockets that listen, why the proxy stops.
@NullMarked
package io.veloflux.proxy.drain;

import org.jspecify.annotations.NullMarked;
