/// The answer to a challenge that is under way, known to every node while the authority looks.
///
/// A key authorization is no secret: it is shown to whoever asks (RFC 8555 §8.1).
package struct ACMEChallengeRecord: Sendable, Equatable {
    /// `http-01` or `tls-alpn-01`.
    package var type: ChallengeType
    /// The name or address that control is shown of.
    package var identifier: String
    /// The challenge's token.
    package var token: String
    /// The token, a dot and the thumbprint of the account's key.
    package var keyAuthorization: String
    /// Milliseconds since 1970.
    package var createdAt: Int64

    /// Makes a record.
    package init(
        type: ChallengeType, identifier: String, token: String, keyAuthorization: String, createdAt: Int64
    ) {
        self.type = type
        self.identifier = identifier
        self.token = token
        self.keyAuthorization = keyAuthorization
        self.createdAt = createdAt
    }

    /// What it is found by when the authority asks.
    package var id: String { Self.id(type, type == .http01 ? token : identifier) }

    /// The id of an answer: by token for http-01, by identifier for tls-alpn-01.
    package static func id(_ type: ChallengeType, _ subject: String) -> String { type.rawValue + ":" + subject }
}
