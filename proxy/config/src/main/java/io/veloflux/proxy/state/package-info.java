/// What a proxy reports: which configuration it serves, what it refused and why, and how its
/// endpoints are.
///
/// - In: nothing. Out: [ProxyState] and its JSON form ([StateCodec]).
/// - Must not know: how the proxy came to it.
@NullMarked
package io.veloflux.proxy.state;

import org.jspecify.annotations.NullMarked;
