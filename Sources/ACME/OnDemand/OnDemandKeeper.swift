internal import ProxyModel

/// Keeps account of which certificates clients ask for, and ends those that nobody does.
package struct OnDemandKeeper: Sendable {
    private let environment: OnDemandEnvironment

    /// Makes a keeper.
    package init(_ environment: OnDemandEnvironment) { self.environment = environment }

    /// Notes that a handshake got a certificate; one that rested is looked at again.
    ///
    /// What cannot be noted now is noted at a later handshake.
    package func noteUse(_ certificate: String) async {
        guard let record = environment.configuration.certificate(certificate),
            environment.configuration.intent(certificate)?.isOnDemand == true
        else { return }
        let (key, memory) = (Self.key(certificate), OnDemandLife.memory(of: record))
        do throws(StoreFailure) {
            if try await environment.uses.put(key, [1], lifetime: memory, if: .absent) {
                try await environment.store.hasten([certificate], to: environment.clock.now)
            } else {
                _ = try await environment.uses.put(key, [1], lifetime: memory, if: .always)
            }
        } catch {}
    }

    /// What is to be done with the issuance of a certificate that a handshake brought about.
    func verdict(_ intent: CertificateIntent, _ issuance: Issuance?) async throws(StoreFailure) -> OnDemandLife.Verdict
    {
        let now = environment.clock.now
        let certificate = environment.configuration.certificate(intent.name)
        var facts = OnDemandLife.Facts(
            intent: intent, certificate: certificate, issuance: issuance, isUsed: true, isPermitted: true)
        if certificate != nil, OnDemandLife.isAtTurn(certificate, issuance, now: now) {
            facts.isUsed = try await environment.uses.value(Self.key(intent.name)) != nil
            // Whoever permitted it did so a moment ago while it is obtained for the first time.
            if facts.isUsed { facts.isPermitted = await isPermitted(intent) }
        }
        return OnDemandLife.verdict(facts, now: now)
    }

    /// Takes away that a certificate is wanted, and the certificate; nothing when it was changed meanwhile.
    func end(_ intent: CertificateIntent) async throws(Problem) {
        let name = intent.name
        try await environment.configuration.edit { snapshot throws(Problem) in
            guard snapshot.certificateIntents[name]?.value == intent else { return [] }
            let isThere = snapshot.certificates[name] != nil
            return [.delete(RecordKey(.certificateIntents, name))]
                + (isThere ? [.delete(RecordKey(.certificates, name))] : [])
        }
        environment.observe(.ended(certificate: name))
    }

    /// Whether all of its names may still have one; no answer is no reason to let one go.
    private func isPermitted(_ intent: CertificateIntent) async -> Bool {
        for name in intent.domains {
            guard let hostname = try? Hostname(name), let host = environment.host(hostname) else { return false }
            var decision = OnDemandDecision(name: name, client: "", settings: environment.settings)
            switch decision.begin(OnDemandDecision.Circumstances(host: host)) {
            case .refuse: return false
            case .ask(let url):
                guard case .status(let status) = await environment.endpoint.answer(url) else { continue }
                if case .refuse = decision.permitted(status: status) { return false }
            case .join, .spend, .want: continue
            }
        }
        return true
    }

    private static func key(_ certificate: String) -> VolatileKey { VolatileKey(.usage, "certificate:" + certificate) }
}
