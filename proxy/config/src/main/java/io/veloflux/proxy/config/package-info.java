/// What a proxy is told: the intermediate representation between the operator's compiler and the
/// data plane.
///
/// - In: nothing. Out: [ProxyConfig] and its parts, their one JSON form ([ConfigCodec]) and the way
///   it is carried in an object of Kubernetes ([Parcel]).
/// - Lists are in the order in which they are tried. Readers ignore fields that they do not know,
///   and refuse alternatives (of [Security], [Traffic], [PathMatch], [MatchCondition], [Admission],
///   [Action]) that they do not know: skipping one of those would serve what should be guarded.
/// - Must not know: custom resources, Netty, Kubernetes clients.
@NullMarked
package io.veloflux.proxy.config;

import org.jspecify.annotations.NullMarked;
