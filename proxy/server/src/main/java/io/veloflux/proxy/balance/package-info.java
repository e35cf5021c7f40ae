/// Which endpoint is next. An [Algorithm] makes a [Picker] ("which next?") for each set of
/// candidates, where it wants one over a [LoadMetric] ("how loaded?").
///
/// - In: [Candidate]s, as many as the pool has; pickers skip those that cannot take the request. A
///   [RequestKey] where requests of one key belong together. Out: one of the candidates.
/// - Must not know: requests, pools, snapshots, Netty.
@NullMarked
package io.veloflux.proxy.balance;

import org.jspecify.annotations.NullMarked;
