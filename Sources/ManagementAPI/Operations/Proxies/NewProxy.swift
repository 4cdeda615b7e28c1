internal import ProxyModel

/// The making of a proxy within a change of the configuration.
enum NewProxy {
    /// Adds a proxy that keeps to the rules, and what asks for its certificate.
    ///
    /// `snapshot` is the configuration that it comes into. Throws a 409 when the host is served already.
    static func add(
        _ proxy: ProxyTarget, to draft: inout ConfigurationDraft, _ snapshot: ConfigurationSnapshot,
        _ call: OperationCall
    ) throws(Problem) -> HostCertificate {
        guard snapshot.proxies[proxy.hostname.description] == nil else {
            throw Problem(.conflict, "there is a proxy '\(proxy.hostname)' already")
        }
        try ProxyRules.check(proxy, snapshot, call.caller)
        try ProxyRules.checkOnDemand(proxy, call.environment.settings, call.caller)
        draft.put(.proxy(proxy))
        let certificate = try HostCertificate(proxy, snapshot, call)
        if case .wanted(let intent) = certificate { draft.put(.certificateIntent(intent)) }
        return certificate
    }

    /// Makes what was asked for with a proxy due at once.
    static func hasten(_ certificate: HostCertificate, _ call: OperationCall) async {
        guard case .wanted(let intent) = certificate else { return }
        await call.environment.issuances?.hasten([intent.name], now: call.now)
    }
}
