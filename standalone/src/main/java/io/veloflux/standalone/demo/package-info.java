/// What `veloflux demo` adds: sample servers, objects that use them, and a list of what to try.
///
/// - In: ports. Out: [SampleServers], manifests, text.
/// - Must not know: the embedded API, the operator, the proxy.
@NullMarked
package io.veloflux.standalone.demo;

import org.jspecify.annotations.NullMarked;
