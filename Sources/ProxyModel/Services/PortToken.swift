/// A token that opens ports of services; only its digest is kept.
package struct PortToken: Sendable, Equatable {
    /// Name of the token.
    package var name: String
    /// SHA-256 of the token's text, 64 lower-case hexadecimal digits.
    package var digest: String
    /// Names of services whose ports it opens; empty = all of its owner.
    package var allowedServices: [String] = []
    /// Ports of the host that it opens; empty = all of the services.
    package var allowedPorts: [UInt16] = []
    /// Milliseconds since 1970; nil = it does not expire.
    package var expiresAt: Int64?
    /// Name of the management token that created it and owns it; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64

    /// Makes a token record.
    package init(name: String, digest: String, createdAt: Int64) {
        self.name = name
        self.digest = digest
        self.createdAt = createdAt
    }
}
