/// Active checks: asks every endpoint of a checked pool how it is.
///
/// - In: the endpoints of each new snapshot and their checks. Out:
///   [io.veloflux.proxy.runtime.Endpoint#checked].
/// - One probe for each endpoint and interval, however many routes lead there.
/// - Must not know: Netty, routes, requests.
@NullMarked
package io.veloflux.proxy.health;

import org.jspecify.annotations.NullMarked;
