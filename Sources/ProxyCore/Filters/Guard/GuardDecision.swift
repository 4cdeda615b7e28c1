/// What a worker's guard made of a token that it met for the first time at a host, or of a call that it refused.
package struct GuardDecision: Sendable, Equatable {
    /// Whether the request went on.
    package let isAccepted: Bool
    /// In words; no token and no argument of a call.
    package let reason: String
    /// nil while nothing is known of who asks.
    package let clientID: String?
    /// The claim `sub`; nil while nothing is known of who asks.
    package let subject: String?
    /// Where it was used: the URL without its query.
    package let resource: String
    /// Where the request came from.
    package let clientAddress: String
    /// The exchange's id, by which the log is searched.
    package let requestID: String
}
