package import ProxyModel

/// The addresses and rules of an authority (RFC 8555 §7.1.1).
package struct ACMEDirectory: Sendable, Equatable {
    /// One of the sets of rules that certificates are issued by.
    package struct Profile: Sendable, Equatable {
        /// What an order names.
        package let name: String
        /// Words or an address for people.
        package let summary: String
    }

    private static let maximumProfiles = 64

    /// Where nonces come from.
    package let newNonce: String
    /// Where accounts are made and found.
    package let newAccount: String
    /// Where orders are made.
    package let newOrder: String
    /// Where certificates are revoked.
    package let revokeCertificate: String
    /// Where an account's key is changed.
    package let keyChange: String
    /// Where renewal windows are read (RFC 9773 §3); nil = the authority has none.
    package let renewalInfo: String?
    /// The terms that an account agrees to; nil = none.
    package let termsOfService: String?
    /// The names that CAA records may allow (RFC 8659).
    package let caaIdentities: [String]
    /// Whether a new account must be bound to one outside the protocol.
    package let isExternalAccountRequired: Bool
    /// The profiles that an order may name.
    package let profiles: [Profile]

    /// Reads a directory; throws `ACMEFailure.protocolViolation`.
    package init(json: JSONValue) throws(ACMEFailure) {
        func address(_ name: String) throws(ACMEFailure) -> String {
            guard let address = json[name]?.stringValue, !address.isEmpty else {
                throw .protocolViolation("the directory has no \(name)")
            }
            return address
        }
        newNonce = try address("newNonce")
        newAccount = try address("newAccount")
        newOrder = try address("newOrder")
        revokeCertificate = try address("revokeCert")
        keyChange = try address("keyChange")
        renewalInfo = json["renewalInfo"]?.stringValue
        let meta = json["meta"]
        termsOfService = meta?["termsOfService"]?.stringValue
        caaIdentities = (meta?["caaIdentities"]?.arrayValue ?? []).compactMap(\.stringValue)
        isExternalAccountRequired = meta?["externalAccountRequired"]?.boolValue ?? false
        profiles = (meta?["profiles"]?.objectValue?.members ?? []).prefix(Self.maximumProfiles).map { member in
            Profile(name: member.name, summary: DisplayableText.line(member.value.stringValue) ?? "")
        }
    }
}
