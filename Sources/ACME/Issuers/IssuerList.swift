package import ProxyModel

/// The authorities that an intent asks, in their order.
package enum IssuerList {
    /// Resolves the names of an intent by presets, records and settings.
    ///
    /// A record goes before a preset of the same name. Throws `IssuerProblem` for the first that cannot be asked.
    package static func resolve(
        _ intent: CertificateIntent, settings: IssuerSettings, sealer: any BundleSealer,
        record: (String) -> CertificateIssuer?
    ) throws(IssuerProblem) -> [Issuer] {
        let names = intent.issuers.isEmpty ? [settings.defaultIssuer] : intent.issuers
        var issuers: [Issuer] = []
        for name in names {
            var issuer = try self.issuer(name, record(name), sealer)
            if intent.issuers.isEmpty, let staging = settings.stagingURL { issuer.stagingURL = staging }
            if intent.isStaging, !issuer.isLocal { issuer = try Self.staging(of: issuer) }
            issuer.profile = intent.profile ?? issuer.profile
            issuer.preferredChain = intent.preferredChain ?? issuer.preferredChain
            issuer.limits = IssuerLimits.known(for: issuer.directoryURL)
            issuers.append(issuer)
        }
        return issuers
    }

    private static func issuer(
        _ name: String, _ record: CertificateIssuer?, _ sealer: any BundleSealer
    ) throws(IssuerProblem) -> Issuer {
        if let record {
            return Issuer(
                name: name, directoryURL: record.directoryURL, stagingURL: record.stagingURL,
                externalAccount: try externalAccount(record, sealer), profile: record.profile,
                preferredChain: record.preferredChain, caPEM: record.caPEM)
        }
        if let preset = IssuerPreset(rawValue: name) {
            return Issuer(name: name, directoryURL: preset.directoryURL, stagingURL: preset.stagingURL)
        }
        guard name.hasPrefix("https://") else { throw .unknown(name) }
        let known = IssuerPreset.allCases.first { $0.directoryURL == name }
        return Issuer(name: name, directoryURL: name, stagingURL: known?.stagingURL)
    }

    private static func externalAccount(
        _ record: CertificateIssuer, _ sealer: any BundleSealer
    ) throws(IssuerProblem) -> ExternalAccount? {
        guard let keyID = record.eabKeyID, let sealed = record.sealedEABKey else { return nil }
        guard let bytes = Base64URL.decode(sealed),
            let plain = try? sealer.open(bytes, purpose: "certificate-issuer:" + record.name),
            let account = ExternalAccount(keyID: keyID, encodedKey: String(decoding: plain, as: UTF8.self))
        else { throw .externalAccount(record.name) }
        return account
    }

    /// The authority's test system in place of the authority; what already is one has none.
    private static func staging(of issuer: Issuer) throws(IssuerProblem) -> Issuer {
        if issuer.directoryURL == IssuerPreset.letsEncryptStaging.directoryURL { return issuer }
        guard let url = issuer.stagingURL else { throw .noStaging(issuer.name) }
        var staging = issuer
        staging.directoryURL = url
        staging.stagingURL = nil
        return staging
    }
}
