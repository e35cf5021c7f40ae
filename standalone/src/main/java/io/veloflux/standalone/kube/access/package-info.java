/// Who may come in: certificates, the token, the kubeconfig that holds both.
///
/// - In: a data directory and the addresses to be served. Out: a TLS context, and a kubeconfig that
///   only its owner can read.
/// - Must not know: HTTP requests, kinds, the store's objects.
@NullMarked
package io.veloflux.standalone.kube.access;

import org.jspecify.annotations.NullMarked;
