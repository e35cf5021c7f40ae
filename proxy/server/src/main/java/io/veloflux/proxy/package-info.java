/// A proxy as a whole: everything wired together, to be run alone or inside another process.
///
/// - In: [io.veloflux.proxy.ProxySettings]. Out: a running [io.veloflux.proxy.Proxy].
/// - The only package that knows all the others.
@NullMarked
package io.veloflux.proxy;

import org.jspecify.annotations.NullMarked;
