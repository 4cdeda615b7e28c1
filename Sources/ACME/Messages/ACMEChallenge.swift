package import ProxyModel

/// One of the ways to prove control of an identifier (RFC 8555 §7.1.5, §8).
package struct ACMEChallenge: Sendable, Equatable {
    /// Where a challenge stands (§7.1.6).
    package enum Status: String, Sendable {
        case pending, processing, valid, invalid
    }

    private static let maximumTokenBytes = 256

    /// `http-01`, `tls-alpn-01`, `dns-01`, `dns-persist-01` or another one's.
    package let type: String
    /// Where the answer goes.
    package let url: String
    /// Where it stands.
    package let status: Status
    /// base64url characters; nil for challenges that have none, as `dns-persist-01`.
    package let token: String?
    /// Why it is invalid; nil = it is not, or the authority does not say.
    package let error: ACMEProblem?
    /// The account that a `dns-persist-01` record must name; nil = this account's address.
    package let accountURI: String?
    /// The names of which a `dns-persist-01` record must have one.
    package let issuerDomainNames: [String]

    /// Reads a challenge; throws `ACMEFailure.protocolViolation`, also for a token with other characters (§8.1).
    package init(json: JSONValue) throws(ACMEFailure) {
        guard let type = json["type"]?.stringValue, let url = json["url"]?.stringValue else {
            throw .protocolViolation("a challenge has no type or no address")
        }
        // An authority leaves the status of challenges out that were not tried.
        let status = json["status"]?.stringValue ?? Status.pending.rawValue
        guard let status = Status(rawValue: status) else {
            throw .protocolViolation("a challenge has an unknown status")
        }
        token = json["token"]?.stringValue
        if let token, !Self.isToken(token) { throw .protocolViolation("the token of a challenge is not base64url") }
        self.type = type
        self.url = url
        self.status = status
        error = json["error"].map { ACMEProblem(json: $0) }
        accountURI = json["accounturi"]?.stringValue
        issuerDomainNames = (json["issuer-domain-names"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// Anything else would end up in a path that the authority asks for.
    private static func isToken(_ text: String) -> Bool {
        (1...maximumTokenBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            }
    }
}
