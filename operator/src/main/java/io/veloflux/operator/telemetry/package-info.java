/// What the operator says of itself: metrics, and the port where they and its health are read.
///
/// - In: calls of the other packages. Out: Prometheus text, `/livez`, `/readyz`.
/// - Must not know: what a tenant, a configuration or a proxy is.
@NullMarked
package io.veloflux.operator.telemetry;

import org.jspecify.annotations.NullMarked;
