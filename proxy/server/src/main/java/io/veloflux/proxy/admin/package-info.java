/// The port for operators, human and other: is it alive, is it ready, what does it serve, what did
/// it refuse.
///
/// - In: what was applied, and how the proxy is. Out: `/livez`, `/readyz`, `/state`, `/config`,
///   `/metrics`.
/// - Only tells; nothing can be changed here. Holds no secrets.
/// - Must not know: where a configuration comes from, the data path.
@NullMarked
package io.veloflux.proxy.admin;

import org.jspecify.annotations.NullMarked;
