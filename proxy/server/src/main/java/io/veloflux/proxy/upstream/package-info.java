/// Connections to backends: opened, used for one attempt after the other, kept, closed.
///
/// - In: an endpoint and a request's bytes. Out: a response's head and content, or how the attempt
///   failed.
/// - Each event loop has its own [ConnectionPool]; nothing is shared between loops, nothing is
///   locked.
/// - Must not know: routes, clients, whether a request may be sent again.
@NullMarked
package io.veloflux.proxy.upstream;

import org.jspecify.annotations.NullMarked;
