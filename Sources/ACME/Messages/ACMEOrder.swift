package import ProxyModel

/// The request for a certificate and how far it is (RFC 8555 §7.1.3).
package struct ACMEOrder: Sendable, Equatable {
    /// Where an order stands (§7.1.6).
    package enum Status: String, Sendable {
        /// Authorizations are missing.
        case pending
        /// All authorizations are there: it can be finalized.
        case ready
        /// The certificate is being made.
        case processing
        /// The certificate is there.
        case valid
        /// It will not get any further.
        case invalid
    }

    private static let maximumNames = 1_000

    /// The address of the order.
    package let url: String
    /// Where it stands.
    package let status: Status
    /// What the certificate will be for.
    package let identifiers: [ACMEIdentifier]
    /// The addresses of its authorizations.
    package let authorizations: [String]
    /// Where the signing request goes.
    package let finalize: String
    /// Where the certificate is; there when the status is `valid`.
    package let certificate: String?
    /// Why it is invalid; nil = the authority does not say.
    package let error: ACMEProblem?
    /// Milliseconds since 1970; nil = the authority does not say.
    package let expires: Int64?
    /// The profile it is issued by; nil = the authority does not say.
    package let profile: String?
    /// Milliseconds that the authority asks to wait before the next look; nil = it does not say.
    package let retryAfter: Int64?

    /// Reads an order; throws `ACMEFailure.protocolViolation`.
    package init(json: JSONValue, url: String, retryAfter: Int64? = nil) throws(ACMEFailure) {
        guard let status = json["status"]?.stringValue.flatMap(Status.init(rawValue:)) else {
            throw .protocolViolation("an order has no known status")
        }
        guard let names = json["identifiers"]?.arrayValue, !names.isEmpty, names.count <= Self.maximumNames else {
            throw .protocolViolation("an order has no identifiers")
        }
        guard let addresses = json["authorizations"]?.arrayValue, addresses.count <= Self.maximumNames,
            let finalize = json["finalize"]?.stringValue
        else { throw .protocolViolation("an order has no authorizations or cannot be finalized") }
        var identifiers: [ACMEIdentifier] = []
        for name in names { identifiers.append(try ACMEIdentifier(json: name)) }
        authorizations = addresses.compactMap(\.stringValue)
        guard authorizations.count == addresses.count else {
            throw .protocolViolation("an authorization of an order has no address")
        }
        certificate = json["certificate"]?.stringValue
        guard status != .valid || certificate != nil else {
            throw .protocolViolation("a valid order has no certificate")
        }
        self.url = url
        self.status = status
        self.identifiers = identifiers
        self.finalize = finalize
        error = json["error"].map { ACMEProblem(json: $0) }
        expires = json["expires"]?.stringValue.flatMap { Timestamp($0)?.milliseconds }
        profile = json["profile"]?.stringValue
        self.retryAfter = retryAfter
    }
}
