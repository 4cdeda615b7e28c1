package import ProxyModel

/// Every key that proxyd uses in Redis, spelled here and nowhere else; `docs/redis-keys.md` describes them.
///
/// The configuration's keys share the hash tag `{config}` and those of revocations `{revocations}`, so that one script may
/// touch them all on a Redis Cluster.
package enum RedisKeys {
    /// Decimal text: the revision of the configuration; absent = 0.
    package static let revision = "proxyd:{config}:revision"
    /// Random text that changes with every commit: tells two histories with the same revision apart.
    package static let tip = "proxyd:{config}:tip"
    /// Stream of change sets; the entry of revision n has the id `n-0`.
    package static let changes = "proxyd:{config}:changes"
    /// Hash of sealed certificate bundles by certificate name.
    package static let bundles = "proxyd:{config}:bundles"

    /// Sorted set of node names by when they were last heard of, in milliseconds since 1970.
    package static let nodes = "proxyd:nodes"

    /// The status of one node; lives for seconds only.
    package static func node(_ name: String) -> String { "proxyd:node:\(name)" }

    /// Sorted set of the revocations in force, each by when it may be forgotten, in seconds since 1970.
    package static let revocations = "proxyd:{revocations}:all"
    /// Stream that tells of new revocations; entry n has the id `n-0`.
    package static let revocationNews = "proxyd:{revocations}:news"

    /// A value that lives for a while; without a hash tag, so that a cluster spreads them.
    package static func volatile(_ key: VolatileKey) -> String {
        "proxyd:volatile:\(key.family.rawValue):\(key.id)"
    }

    /// Hash of one certificate's issuance: `token`, the last fencing token given out, and `value`.
    ///
    /// The name is the hash tag, so that the lease is on the same node of a cluster.
    package static func issuance(_ name: String) -> String { "proxyd:issuance:{\(name)}" }

    /// The lease on an issuance: its fencing token, for as long as it lasts.
    package static func issuanceLease(_ name: String) -> String { "proxyd:issuance:{\(name)}:lease" }

    /// Sorted set of certificate names by when their issuance is to be looked at, in milliseconds since 1970.
    package static let issuancesDue = "proxyd:issuances:due"

    /// Sorted set of certificate names whose last attempt failed, by when it began, in milliseconds since 1970.
    package static let issuancesFailing = "proxyd:issuances:failing"

    /// A budget at an authority: when its bucket will be full again, in milliseconds since 1970; lives until then.
    ///
    /// The authority is the hash tag, so that one script may take from several budgets.
    package static func budget(_ bucket: String, at authority: String) -> String {
        "proxyd:budget:{\(authority)}:\(bucket)"
    }

    /// Hash of all records of one kind by id.
    package static func records(_ kind: RecordKind) -> String { "proxyd:{config}:\(kind.rawValue)" }
}
