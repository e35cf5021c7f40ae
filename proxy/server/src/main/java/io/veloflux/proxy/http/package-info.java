/// HTTP/1.1 as it is read and written, and the story of one request.
///
/// - In: bytes of client connections, snapshots to route by. Out: bytes; requests handed to an
///   [Upstream]; one [io.veloflux.proxy.telemetry.ExchangeRecord] for each exchange.
/// - Start at [Exchange]: what happens to a request, in the order of the checks, whatever the
///   protocol. A protocol is one file on each side, behind [Downstream] and [Upstream].
/// - [HeadScanner] and what it uses is pure: bytes in, a [Head] or a [Refusal] out.
/// - Must not know: how connections to backends are made and kept, sockets that listen.
@NullMarked
package io.veloflux.proxy.http;

import org.jspecify.annotations.NullMarked;
