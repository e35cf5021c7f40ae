/// The TLS of clients: who they want to talk to, who we are then, and the handshake.
///
/// - In: a fresh connection and the router of its port. Out: the same connection with TLS taken
///   off, and the listener that was chosen by its server name.
/// - A connection that cannot be given to a listener ends with an alert; it never gets another
///   tenant's certificate.
/// - Must not know: HTTP, where certificates come from.
@NullMarked
package io.veloflux.proxy.tls;

import org.jspecify.annotations.NullMarked;
