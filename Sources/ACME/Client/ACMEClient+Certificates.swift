internal import ProxyModel
internal import X509

extension ACMEClient {
    private static let maximumAlternates = 8
    private static let chainType = "application/pem-certificate-chain"

    /// Downloads a chain in PEM (RFC 8555 §7.4.2), not yet compared with what was ordered: that is `IssuedChain`.
    ///
    /// With a preferred root it is the chain whose last certificate is, or is signed by, an authority of that common name;
    /// where there is none, the authority's first choice.
    package func certificateChain(
        at url: String, preferredRoot: String? = nil, as account: AccountReference
    ) async throws(ACMEFailure) -> [UInt8] {
        let first = try await post(nil, to: url, as: account, accept: Self.chainType)
        guard let preferredRoot, try !Self.leads(first.body, to: preferredRoot) else {
            return try Self.checked(first.body)
        }
        for alternate in LinkField.targets("alternate", in: first.links).prefix(Self.maximumAlternates) {
            let other = try await post(nil, to: alternate, as: account, accept: Self.chainType)
            if try Self.leads(other.body, to: preferredRoot) { return other.body }
        }
        return first.body
    }

    /// Revokes a certificate in DER by an account that ordered it or has its names (RFC 8555 §7.6).
    package func revoke(
        _ certificateDER: [UInt8], reason: RevocationReason? = nil, as account: AccountReference
    ) async throws(ACMEFailure) {
        let revocation = Self.revocation(certificateDER, reason)
        _ = try await post(
            { _ in revocation }, to: \.revokeCertificate, from: .account(account.url), signer: account.key,
            repetition: .reads)
    }

    /// Revokes a certificate in DER by its own key, for which no account is needed (RFC 8555 §7.6).
    package func revoke(
        _ certificateDER: [UInt8], reason: RevocationReason? = nil, key: CertificateKey
    ) async throws(ACMEFailure) {
        let revocation = Self.revocation(certificateDER, reason)
        _ = try await post(
            { _ in revocation }, to: \.revokeCertificate, from: .key, signer: key, repetition: .reads)
    }

    /// When the authority suggests to renew a certificate (RFC 9773 §4); nil when it has no renewal information.
    package func renewalInfo(_ certificate: CertificateIdentifier) async throws(ACMEFailure) -> RenewalWindow? {
        guard let address = try await directory().renewalInfo else { return nil }
        let answer = try await connection.get(address + (address.hasSuffix("/") ? "" : "/") + certificate.text)
        return try RenewalWindow(json: try answer.json(), retryAfter: answer.retryAfter)
    }

    private static func revocation(_ certificate: [UInt8], _ reason: RevocationReason?) -> JSONValue {
        var revocation: JSONObject = ["certificate": .string(Base64URL.encode(certificate))]
        if let reason { revocation.append("reason", .integer(Int64(reason.rawValue))) }
        return .object(revocation)
    }

    private static func checked(_ pem: [UInt8]) throws(ACMEFailure) -> [UInt8] {
        _ = try certificates(pem)
        return pem
    }

    private static func leads(_ pem: [UInt8], to root: String) throws(ACMEFailure) -> Bool {
        guard let last = try certificates(pem).last else { return false }
        return [last.subject, last.issuer].contains { $0.commonNames.contains(root) }
    }

    private static func certificates(_ pem: [UInt8]) throws(ACMEFailure) -> [Certificate] {
        do { return try CertificatePEM.certificates(pem) } catch { throw .protocolViolation("\(error)") }
    }
}
