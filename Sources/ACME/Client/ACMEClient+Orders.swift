internal import ProxyModel

extension ACMEClient {
    /// Orders a certificate (RFC 8555 §7.4); the authority may answer with an order that was made before.
    ///
    /// - Parameters:
    ///   - identifiers: What the certificate is for.
    ///   - profile: One of the directory's profiles; nil = the authority's choice.
    ///   - replaces: The certificate that is renewed (RFC 9773 §5); nil = none, or the authority has no renewal
    ///     information.
    ///   - account: Who orders.
    package func newOrder(
        _ identifiers: [ACMEIdentifier], profile: String? = nil, replaces: CertificateIdentifier? = nil,
        as account: AccountReference
    ) async throws(ACMEFailure) -> ACMEOrder {
        var order: JSONObject = ["identifiers": .array(identifiers.map(\.json))]
        if let profile { order.append("profile", .string(profile)) }
        // Others may take the member for an error (RFC 9773 §5).
        if let replaces, try await directory().renewalInfo != nil { order.append("replaces", .string(replaces.text)) }
        let answer = try await post(
            { _ in .object(order) }, to: \.newOrder, from: .account(account.url), signer: account.key,
            repetition: .never)
        guard let url = answer.location else { throw .protocolViolation("an order has no address") }
        let made = try ACMEOrder(json: try answer.json(), url: url, retryAfter: answer.retryAfter)
        guard Set(made.identifiers) == Set(identifiers) else {
            throw .protocolViolation("the order is for other names than were asked for")
        }
        return made
    }

    /// Reads an order.
    package func order(at url: String, as account: AccountReference) async throws(ACMEFailure) -> ACMEOrder {
        let answer = try await post(nil, to: url, as: account)
        return try ACMEOrder(json: try answer.json(), url: url, retryAfter: answer.retryAfter)
    }

    /// Reads an authorization (RFC 8555 §7.5).
    package func authorization(
        at url: String, as account: AccountReference
    ) async throws(ACMEFailure) -> ACMEAuthorization {
        let answer = try await post(nil, to: url, as: account)
        return try ACMEAuthorization(json: try answer.json(), url: url, retryAfter: answer.retryAfter)
    }

    /// Says that a challenge can be looked at (RFC 8555 §7.5.1).
    package func respond(
        to challengeURL: String, as account: AccountReference
    ) async throws(ACMEFailure) -> ACMEChallenge {
        try ACMEChallenge(json: try await post([:], to: challengeURL, as: account, repetition: .never).json())
    }

    /// Gives an authorization up (RFC 8555 §7.5.2).
    package func deactivateAuthorization(
        at url: String, as account: AccountReference
    ) async throws(ACMEFailure) {
        _ = try await post(["status": "deactivated"], to: url, as: account)
    }

    /// Sends the signing request of a ready order, in DER (RFC 8555 §7.4).
    ///
    /// After a failure without an answer the order tells whether it was taken.
    package func finalize(
        _ order: ACMEOrder, csr: [UInt8], as account: AccountReference
    ) async throws(ACMEFailure) -> ACMEOrder {
        let answer = try await post(
            ["csr": .string(Base64URL.encode(csr))], to: order.finalize, as: account, repetition: .never)
        return try ACMEOrder(json: try answer.json(), url: order.url, retryAfter: answer.retryAfter)
    }
}
