/// When each certificate was stored first, and which one that was: clients that name no host get the oldest.
///
/// A change costs the same whatever the number of certificates; only after the oldest one is gone are all looked at, when
/// somebody asks next.
package struct CertificateAges: Sendable {
    private var ages: [String: Int64]
    /// nil = it has to be looked for, or there is none.
    private(set) var known: String?

    /// Starts with the times of all certificates by name.
    package init(_ ages: [String: Int64] = [:]) { self.ages = ages }

    /// Whether there is a certificate of that name.
    package func contains(_ name: String) -> Bool { ages[name] != nil }

    /// Takes a certificate that is new or was replaced, with the time at which it was stored first.
    package mutating func put(_ name: String, _ createdAt: Int64) {
        // A renewal, the usual change: the oldest stays it.
        guard ages[name] != createdAt else { return }
        let isFirst = ages.isEmpty
        ages[name] = createdAt
        guard let oldest = known else {
            if isFirst { known = name }
            return
        }
        if oldest == name {
            // Made anew under the same name it may be younger than others.
            known = nil
        } else if Self.isOlder((name, createdAt), (oldest, ages[oldest] ?? .max)) {
            known = name
        }
    }

    /// Forgets a certificate.
    package mutating func remove(_ name: String) {
        ages[name] = nil
        if known == name { known = nil }
    }

    /// The certificate that was stored first, by name the first of several; nil = there is none.
    package mutating func oldest() -> String? {
        if known == nil { known = ages.min { Self.isOlder(($0.key, $0.value), ($1.key, $1.value)) }?.key }
        return known
    }

    private static func isOlder(_ one: (String, Int64), _ other: (String, Int64)) -> Bool {
        (one.1, one.0) < (other.1, other.0)
    }
}
