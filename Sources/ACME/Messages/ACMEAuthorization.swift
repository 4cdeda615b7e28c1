package import ProxyModel

/// The permission of an account to get certificates for an identifier (RFC 8555 §7.1.4).
package struct ACMEAuthorization: Sendable, Equatable {
    /// Where an authorization stands (§7.1.6).
    package enum Status: String, Sendable {
        case pending, valid, invalid, deactivated, expired, revoked
    }

    private static let maximumChallenges = 32

    /// The address of the authorization.
    package let url: String
    /// Who it is for, without `*.` also where it is for a wildcard.
    package let identifier: ACMEIdentifier
    /// Where it stands.
    package let status: Status
    /// Whether it is for the hosts below the identifier.
    package let isWildcard: Bool
    /// The ways to prove control, of which one is enough.
    package let challenges: [ACMEChallenge]
    /// Milliseconds since 1970; nil = the authority does not say.
    package let expires: Int64?
    /// Milliseconds that the authority asks to wait before the next look; nil = it does not say.
    package let retryAfter: Int64?

    /// What the authority says of the challenge that failed; nil when none did.
    package var error: ACMEProblem? { challenges.compactMap(\.error).first }

    /// Whether the authority has looked in vain and does not look again by itself: it leaves a challenge pending then, with
    /// the error, for the client to answer it again (§8.2).
    package var isRefused: Bool {
        status == .pending && challenges.contains { $0.status == .pending && $0.error != nil }
    }

    /// Reads an authorization; challenges that cannot be read are left out, they may be of a kind yet to come.
    ///
    /// Throws `ACMEFailure.protocolViolation`.
    package init(json: JSONValue, url: String, retryAfter: Int64? = nil) throws(ACMEFailure) {
        guard let status = json["status"]?.stringValue.flatMap(Status.init(rawValue:)) else {
            throw .protocolViolation("an authorization has no known status")
        }
        identifier = try ACMEIdentifier(json: json["identifier"])
        challenges = (json["challenges"]?.arrayValue ?? []).prefix(Self.maximumChallenges).compactMap { challenge in
            try? ACMEChallenge(json: challenge)
        }
        guard status != .pending || !challenges.isEmpty else {
            throw .protocolViolation("a pending authorization has no challenge that can be read")
        }
        self.url = url
        self.status = status
        isWildcard = json["wildcard"]?.boolValue ?? identifier.isWildcard
        expires = json["expires"]?.stringValue.flatMap { Timestamp($0)?.milliseconds }
        self.retryAfter = retryAfter
    }
}
