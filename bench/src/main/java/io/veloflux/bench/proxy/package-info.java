/// The proxy beside nginx and HAProxy: what one request costs each of them in processor time.
///
/// - In: which scenarios, how many rounds. Out: ratios with their intervals, and the same as one
///   line of JSON.
/// - Method: backend and load generator have one processor, the proxies the other, one worker each.
///   Rounds are interleaved and change direction, every ratio is of a pair from the same round, and
///   a second nginx beside the first shows how much the machine itself differs from round to round.
/// - Must not know: how any of the proxies works.
@NullMarked
package io.veloflux.bench.proxy;

import org.jspecify.annotations.NullMarked;
