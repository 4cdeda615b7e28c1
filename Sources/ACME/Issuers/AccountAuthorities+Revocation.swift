package import ProxyModel

extension AccountAuthorities {
    /// Whose word revokes a certificate (RFC 8555 §7.6).
    package enum RevocationSigner: String, Sendable, CaseIterable {
        /// The account that ordered it.
        case account
        /// The certificate's own key.
        case key
    }

    /// Revokes the certificate of a bundle; false when it was revoked before.
    ///
    /// Without a signer the account of directory and e-mail is taken, and the certificate's key where there is none or the
    /// authority does not take its word. Throws `ACMEFailure`, `AccountProblem` when the account was named and there is none,
    /// `IssuedChainProblem` or `KeyProblem` for a bundle that is none, and what the store of accounts throws.
    package func revoke(
        _ bundle: CertificateBundle, reason: RevocationReason?, by signer: RevocationSigner?, email: String?,
        at issuer: Issuer
    ) async throws -> Bool {
        let der = try CertificatePEM.leafDER(bundle.chainPEM)
        let client = client(issuer)
        let account =
            signer == .key
            ? nil : try await existing(StoredAccount.secretName(issuer.directoryURL, email), issuer)
        if signer == .account, account == nil { throw AccountProblem.unknown }
        do throws(ACMEFailure) {
            if let account {
                do throws(ACMEFailure) {
                    try await client.revoke(der, reason: reason, as: account)
                    return true
                } catch {
                    guard signer == nil, case .problem(let problem) = error,
                        problem.kind == .unauthorized || problem.kind == .accountDoesNotExist
                    else { throw error }
                }
            }
            let key: CertificateKey
            do {
                key = try CertificateKey(pem: String(decoding: bundle.keyPEM, as: UTF8.self))
            } catch {
                throw .protocolViolation("\(error)")
            }
            try await client.revoke(der, reason: reason, key: key)
            return true
        } catch {
            guard case .problem(let problem) = error, problem.kind == .alreadyRevoked else { throw error }
            return false
        }
    }
}
