/// Why an attempt did not give a certificate, in words for operators.
package struct IssuanceFailure: Sendable, Equatable {
    /// What went wrong, by what helps against it.
    package enum Kind: String, Sendable, CaseIterable {
        /// The authority could not see that the names are ours.
        case validation
        /// A check before ordering found that it cannot work.
        case preflight
        /// The authority refuses the names, the request or the account.
        case refused
        /// A limit is reached; it goes on by itself.
        case limited
        /// The authority has paused the account for these names until somebody unpauses it.
        case paused
        /// The authority cannot be reached or has trouble of its own.
        case unreachable
        /// The answer to a dns challenge could not be published.
        case provider
        /// What was issued is not what was ordered.
        case certificate
        /// The attempt took too long.
        case timeout
        /// The issuers or keys of this installation cannot be used.
        case configuration

        /// Whether waiting is all there is to do.
        var isWaiting: Bool { self == .limited }

        /// Whether another authority may do what this one does not.
        var isOfAuthority: Bool {
            switch self {
            case .refused, .limited, .paused, .unreachable, .certificate, .timeout: true
            case .validation, .preflight, .provider, .configuration: false
            }
        }
    }

    /// What went wrong.
    package var kind: Kind
    /// One or a few sentences.
    package var words: String
    /// The error of the authority (RFC 8555 §6.7), a URI; nil = none was named.
    package var type: String?
    /// The names that it is about; empty = all.
    package var names: [String]
    /// A page where an operator can do something about it; nil = none.
    package var link: String?
    /// When it may work at the earliest, in milliseconds since 1970; nil = unknown.
    package var retryAt: Int64?

    /// Makes a failure.
    package init(
        _ kind: Kind, _ words: String, type: String? = nil, names: [String] = [], link: String? = nil,
        retryAt: Int64? = nil
    ) {
        self.kind = kind
        self.words = words
        self.type = type
        self.names = names
        self.link = link
        self.retryAt = retryAt
    }
}
