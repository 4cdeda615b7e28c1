package import ProxyModel
internal import Synchronization

/// When this installation's certificates end, for whoever asks: health, metrics and warnings.
package final class CertificateExpiries: Sendable {
    private let index: Mutex<CertificateExpiryIndex>

    /// Starts with a configuration; an empty one before the first is loaded.
    package init(_ snapshot: ConfigurationSnapshot = ConfigurationSnapshot()) {
        index = Mutex(CertificateExpiryIndex(snapshot))
    }

    /// Takes a whole configuration in place of what was known.
    package func replace(_ snapshot: ConfigurationSnapshot) {
        let new = CertificateExpiryIndex(snapshot)
        index.withLock { $0 = new }
    }

    /// Takes what a commit changed.
    package func apply(_ changes: [Change]) { index.withLock { $0.apply(changes) } }

    /// Looks at the index; `body` must be short.
    package func with<Value: Sendable>(_ body: (inout CertificateExpiryIndex) -> Value) -> Value {
        index.withLock { body(&$0) }
    }

    /// What is to be warned of now: what ends soon first, then what has ended, of each at most `reach` certificates.
    ///
    /// They are looked for apart: those that have ended stay until somebody deletes them, and must not hide what can still
    /// be saved.
    package func warnings(thresholds: [Int], reach: Int, now: Int64) -> [ExpiryWarning] {
        let horizon = now + Int64(thresholds.max() ?? 0) * ExpiryWarning.day
        return index.withLock { index in
            (Array(index.ending(after: now, by: horizon, reach)) + index.ended(by: now, reach).reversed())
                .compactMap { ExpiryWarning($0, thresholds: thresholds, now: now) }
        }
    }

    /// How many certificates have ended by a time, and the names of those that did so last longest ago, at most `limit`.
    package func expired(by now: Int64, limit: Int) -> (count: Int, names: [String]) {
        index.withLock { index in
            let count = index.count(endingBy: now)
            return (count, index.soonest(min(count, limit)).map(\.name))
        }
    }
}
