internal import ProxyModel

/// What this node says to an authority that checks control of a name over plain HTTP (RFC 8555 §8.3).
///
/// Empty but for the seconds of a validation, so that other requests pay for one look at `isEmpty`.
struct ChallengeAnswers {
    private static let prefix: StaticString = "/.well-known/acme-challenge/"

    private var answers: [String: FixedAnswer] = [:]

    /// Whether no authority is expected.
    var isEmpty: Bool { self.answers.isEmpty }

    /// What a request for a canonical path is answered; nil for a token of somebody else, whose backend may know it.
    func answer(path: UnsafeBufferPointer<UInt8>) -> FixedAnswer? {
        let count = Self.prefix.utf8CodeUnitCount
        guard path.count > count,
            unsafe UnsafeBufferPointer(rebasing: path[..<count]).elementsEqual(
                UnsafeBufferPointer(start: Self.prefix.utf8Start, count: count))
        else { return nil }
        return unsafe self.answers[String(decoding: path[count...], as: UTF8.self)]
    }

    /// Takes a whole configuration.
    mutating func load(_ snapshot: ConfigurationSnapshot) {
        self.answers.removeAll()
        for stored in snapshot.acmeChallenges.values { self.put(stored.value) }
    }

    /// Takes one change.
    mutating func apply(_ change: Change) {
        switch change {
        case .put(.acmeChallenge(let record), _): self.put(record)
        case .delete(let key) where key.kind == .acmeChallenges:
            let prefix = ACMEChallengeRecord.id(.http01, "")
            guard key.id.hasPrefix(prefix) else { return }
            self.answers[String(key.id.dropFirst(prefix.count))] = nil
        default: break
        }
    }

    private mutating func put(_ record: ACMEChallengeRecord) {
        guard record.type == .http01 else { return }
        self.answers[record.token] = FixedAnswer(
            status: 200, contentType: "application/octet-stream", body: record.keyAuthorization)
    }
}
