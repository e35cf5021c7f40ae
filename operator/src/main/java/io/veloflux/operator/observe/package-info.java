/// What the proxies of the fleet say of themselves: which configuration they serve, what they
/// refused, how their endpoints are.
///
/// - In: admin URLs. Out: [FleetView], a value, and a call of [FleetListener] when it changed.
/// - Must not know: custom resources, Kubernetes, what was published.
@NullMarked
package io.veloflux.operator.observe;

import org.jspecify.annotations.NullMarked;
