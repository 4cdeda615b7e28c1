/// What a refresh token that was presented leads to.
enum RefreshDecision: Equatable {
    /// It is the current one: it is exchanged for the next.
    case rotate
    /// It was exchanged a moment ago, by the same client in another process or in a request whose answer was lost: the
    /// current one is handed out again, so that there is one line of tokens and nobody is signed out.
    case repeatCurrent(sealed: String)
    /// It was exchanged long ago: two parties hold the family, and one of them stole it (RFC 9700 §4.14.2).
    case replay
    /// The family has reached its end, whoever asks.
    case expired

    /// Decides; times are in milliseconds.
    init(_ stored: StoredGrant, presenting digest: String, at now: Int64, window: Int64, longestLife: Int64) {
        if now - stored.createdAt >= longestLife {
            self = .expired
        } else if stored.current == digest {
            self = .rotate
        } else if let sealed = stored.sealedCurrent,
            stored.retired.contains(where: { $0.digest == digest && now - $0.time < window })
        {
            self = .repeatCurrent(sealed: sealed)
        } else {
            self = .replay
        }
    }
}
