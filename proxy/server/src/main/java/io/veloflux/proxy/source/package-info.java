/// Where configurations come from: files, Kubernetes, the last good copy on disk.
///
/// - In: what somebody wrote somewhere. Out: [Offer]s to a [ConfigSink], by tenant.
/// - Losing a source changes nothing: what was offered stays until the source says otherwise.
/// - Must not know: how a configuration is served.
@NullMarked
package io.veloflux.proxy.source;

import org.jspecify.annotations.NullMarked;
