/// What the server has to remember of an OAuth client: all of it for clients that an operator registered or whose
/// metadata is too long for a sealed identifier, and only what changed for the others.
package struct ClientRecord: Sendable, Equatable {
    /// The client's identifier.
    package var id: String
    /// The normalised client metadata of RFC 7591 §2 as a JSON object; nil when the identifier itself holds it.
    package var metadata: String?
    /// SHA-256 of the client secret, lower-case hexadecimal; nil for public clients and for secrets that the identifier
    /// implies.
    package var secretDigest: String?
    /// SHA-256 of the registration access token, lower-case hexadecimal (RFC 7592).
    package var registrationTokenDigest: String?
    /// No consent is asked for it.
    package var isTrusted: Bool
    /// Whether it is refused.
    package var isDisabled: Bool
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes a record.
    package init(
        id: String, metadata: String? = nil, secretDigest: String? = nil, registrationTokenDigest: String? = nil,
        isTrusted: Bool = false, isDisabled: Bool = false, createdAt: Int64, updatedAt: Int64
    ) {
        self.id = id
        self.metadata = metadata
        self.secretDigest = secretDigest
        self.registrationTokenDigest = registrationTokenDigest
        self.isTrusted = isTrusted
        self.isDisabled = isDisabled
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
