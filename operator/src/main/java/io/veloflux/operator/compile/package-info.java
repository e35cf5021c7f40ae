/// The heart: a tenant's resources in, a proxy configuration and verdicts out.
///
/// - In: [TenantInput], everything that decides, as values. Out: [Compilation]. Start reading at
///   [Compiler].
/// - Pure: no client, clock, random or I/O. The same objects give the same bytes, in whatever order
///   they are listed.
/// - A user's mistake is a [Verdict] on one object, never an exception; the rest of the tenant does
///   not notice.
/// - Must not know: where objects come from, how a configuration travels, what proxies report.
@NullMarked
package io.veloflux.operator.compile;

import org.jspecify.annotations.NullMarked;
