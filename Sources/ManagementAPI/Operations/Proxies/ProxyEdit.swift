internal import ProxyModel

/// A change of one existing proxy: found, precondition checked, changed, checked, written.
///
/// A host that needs a certificate from then on asks for it as a new one does.
enum ProxyEdit {
    /// What an operation declares that may ask for a certificate.
    static let parameters: [OperationParameter] = [
        .flag("staging", "A certificate that is asked for comes from the authority's test system."),
        .text("email", "Contact given to the authority that a certificate is asked from."),
    ]

    /// Changes the proxy; with `asks`, a certificate is asked for wherever none is there, else only if it is needed now.
    static func edit(
        _ call: OperationCall, asks: Bool = false,
        _ change: (inout ProxyTarget, ConfigurationSnapshot) throws(Problem) -> Void
    ) async throws(Problem) -> (proxy: ProxyTarget, revision: Revision) {
        let host = try call.host()
        let precondition = try RecordPrecondition(call)
        let (edited, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.proxy(host, for: call.caller)
            try precondition.check(stored.revision)
            var proxy = stored.value
            try change(&proxy, draft.snapshot)
            guard proxy.hostname == stored.value.hostname else {
                throw Problem(
                    SchemaProblem([SchemaIssue(pointer: "/hostname", detail: "cannot be changed; create another proxy")]
                    ))
            }
            proxy.updatedAt = call.now
            try ProxyRules.check(proxy, draft.snapshot, call.caller)
            // What the settings permitted when it was said is no reason to refuse another change.
            if proxy.onDemand != stored.value.onDemand {
                try ProxyRules.checkOnDemand(proxy, call.environment.settings, call.caller)
            }
            draft.put(.proxy(proxy))
            guard asks || HostCertificate.isNewlyNeeded(stored.value, proxy),
                case .wanted(let intent) = try HostCertificate(proxy, draft.snapshot, call)
            else { return (proxy: proxy, wanted: String?.none) }
            draft.put(.certificateIntent(intent))
            return (proxy: proxy, wanted: intent.name)
        }
        if let wanted = edited.wanted { await call.environment.issuances?.hasten([wanted], now: call.now) }
        return (edited.proxy, revision)
    }

    /// The changed proxy as an answer, with the certificate that it is served with.
    static func result(
        _ call: OperationCall, asks: Bool = false,
        _ change: (inout ProxyTarget, ConfigurationSnapshot) throws(Problem) -> Void
    ) async throws(Problem) -> OperationResult {
        let (proxy, revision) = try await edit(call, asks: asks, change)
        return .object(try await ProxyView.shown(proxy, call).object, revision: revision)
    }
}
