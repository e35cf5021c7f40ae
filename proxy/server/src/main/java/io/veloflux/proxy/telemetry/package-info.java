/// What a proxy tells about the requests that it served: the access log and metrics.
///
/// - In: one [ExchangeRecord] for each exchange that ended, and each new snapshot. Out: lines to
///   the logger `access`, and the meters of one catalogue.
/// - What clients choose (hosts, paths, methods) is never a label of a metric, and never breaks a
///   line of the log.
/// - Must not know: Netty.
@NullMarked
package io.veloflux.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
