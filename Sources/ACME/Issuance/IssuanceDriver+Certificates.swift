internal import ProxyModel

extension IssuanceDriver {
    // MARK: - Keys

    /// Makes the key pair, or takes that of the certificate at hand; base64url of the sealed PEM.
    func makeKey(_ type: CertificateKeyType, reusing: Bool, for name: String) async throws -> String {
        var pem: String?
        if reusing, let sealed = try await environment.configuration.sealedBundle(name),
            let bundle = try? CertificateBundle(name: name, sealed: sealed, by: environment.sealer)
        {
            let text = String(decoding: bundle.keyPEM, as: UTF8.self)
            if let key = try? CertificateKey(pem: text), key.kind?.rawValue == type.rawValue { pem = text }
        }
        if pem == nil { pem = await Self.generate(type)?.pem }
        guard let pem, let sealed = try? environment.sealer.seal(Array(pem.utf8), purpose: Self.purpose(name)) else {
            throw Self.refusal(.configuration, "the key pair could not be made")
        }
        return Base64URL.encode(sealed)
    }

    /// RSA takes seconds: it is done where nobody waits for the thread.
    @concurrent private static func generate(_ type: CertificateKeyType) async -> CertificateKey? {
        CertificateKey.Kind(rawValue: type.rawValue).flatMap { try? CertificateKey(generating: $0) }
    }

    /// The key pair of an attempt; throws an `IssuanceRefusal` when it cannot be opened.
    func key(of work: IssuanceWork?, for name: String) throws -> CertificateKey {
        guard let sealed = work?.sealedKey, let bytes = Base64URL.decode(sealed),
            let plain = try? environment.sealer.open(bytes, purpose: Self.purpose(name)),
            let key = try? CertificateKey(pem: String(decoding: plain, as: UTF8.self))
        else { throw Self.refusal(.configuration, "the key pair of the attempt cannot be opened") }
        return key
    }

    /// A key cannot be passed off as that of another certificate.
    static func purpose(_ name: String) -> String { "issuance:" + name }

    // MARK: - Storing

    /// Checks a chain and puts it in force, in one change with the end of its challenges.
    func store(
        _ chain: [UInt8], _ work: IssuanceWork?, _ intent: CertificateIntent
    ) async throws -> StoredCertificate {
        let key = try key(of: work, for: intent.name)
        let names = work?.names ?? intent.domains
        let issued: IssuedChain
        do throws(IssuedChainProblem) {
            issued = try IssuedChain(
                pem: chain, identifiers: names.compactMap(ACMEIdentifier.init(name:)), key: key,
                now: environment.clock.now)
        } catch {
            throw Self.refusal(.certificate, error.description)
        }
        return try await putInForce(
            issued, keyPEM: key.pem, names: names, origin: .acme, challenges: work?.challenges ?? [], intent)
    }

    /// Has this installation's own authority issue.
    func issueLocally(_ intent: CertificateIntent) async throws -> StoredCertificate {
        guard let issuer = environment.localIssuer else {
            throw Self.refusal(.configuration, "this node has no authority of its own")
        }
        let now = environment.clock.now
        guard let bundle = try? await issuer.issue(intent.domains, as: intent.name, now: now),
            let key = try? CertificateKey(pem: String(decoding: bundle.keyPEM, as: UTF8.self)),
            let issued = try? IssuedChain(
                pem: bundle.chainPEM, identifiers: intent.domains.compactMap(ACMEIdentifier.init(name:)), key: key,
                now: now)
        else { throw Self.refusal(.certificate, "the authority of this installation cannot issue for these names") }
        return try await putInForce(
            issued, keyPEM: key.pem, names: intent.domains, origin: .localCA, challenges: [], intent)
    }

    private func putInForce(
        _ issued: IssuedChain, keyPEM: String, names: [String], origin: CertificateRecord.Origin,
        challenges: [PendingChallenge], _ intent: CertificateIntent
    ) async throws -> StoredCertificate {
        let bundle = CertificateBundle(name: intent.name, chainPEM: issued.pem, keyPEM: Array(keyPEM.utf8))
        guard let sealed = try? bundle.sealed(by: environment.sealer) else {
            throw Self.refusal(.configuration, "the certificate could not be sealed")
        }
        var record = CertificateRecord(
            name: intent.name, domains: names, origin: origin, keyType: issued.keyType, issuer: issued.issuer,
            serial: issued.serial, fingerprint: issued.fingerprint, notBefore: issued.notBefore,
            notAfter: issued.notAfter, createdAt: environment.clock.now)
        record.email = intent.email ?? environment.settings.email
        record.owner = intent.owner
        let wanted = record
        let ids = challenges.filter(\.type.isAnsweredByNodes).map(\.recordID)
        let relative = try await fingerprint(withKey: keyPEM, intent.name)
        try await environment.configuration.edit { snapshot throws(Problem) in
            if let current = snapshot.certificates[intent.name]?.value, current.revokedAt != nil,
                current.fingerprint == relative, current.fingerprint != wanted.fingerprint
            {
                throw Problem(.conflict, "the key pair is that of a certificate that was revoked meanwhile")
            }
            return Self.changes(wanted, sealed, ids, for: intent, snapshot)
        }
        try await environment.faultPoint.reach(.stored, intent.name)
        await withdrawFromDNS(challenges)
        return StoredCertificate(
            notBefore: issued.notBefore, notAfter: issued.notAfter, identifier: issued.identifier?.text)
    }

    /// The fingerprint of the certificate at hand where it has this key; nil = it has another, or there is none.
    private func fingerprint(withKey pem: String, _ name: String) async throws -> String? {
        guard let sealed = try await environment.configuration.sealedBundle(name),
            let bundle = try? CertificateBundle(name: name, sealed: sealed, by: environment.sealer),
            let known = try? CertificateKey(pem: String(decoding: bundle.keyPEM, as: UTF8.self)),
            let key = try? CertificateKey(pem: pem), key.publicKeyDER == known.publicKeyDER
        else { return nil }
        return bundle.leafFingerprint
    }

    /// What puts a certificate in force; nothing of it when it is not wanted any more, or is there already.
    ///
    /// A node that hung must not put what was wanted before over what is wanted now.
    private static func changes(
        _ wanted: CertificateRecord, _ sealed: [UInt8], _ challenges: [String], for intent: CertificateIntent,
        _ snapshot: ConfigurationSnapshot
    ) -> [Change] {
        var changes = challenges.filter { snapshot.acmeChallenges[$0] != nil }
            .map { Change.delete(RecordKey(.acmeChallenges, $0)) }
        let current = snapshot.certificates[wanted.name]?.value
        guard let inForce = snapshot.certificateIntents[wanted.name]?.value,
            IntentDigest.certificate(inForce) == IntentDigest.certificate(intent),
            current?.fingerprint != wanted.fingerprint
        else { return changes }
        var record = wanted
        if let current { record.createdAt = current.createdAt }
        changes.append(.put(.certificate(record), sealedBundle: sealed))
        return changes
    }
}
