internal import ACME
internal import ProxyModel
internal import Reactor

/// What a proxy must keep to beyond the types of its fields: what it refers to, and who may say so.
enum ProxyRules {
    /// Throws a 422 or a 403 when the proxy breaks one.
    static func check(_ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, _ caller: Caller) throws(Problem) {
        var issues = UnhonouredFields.issues(of: proxy)
        issues += providerIssues(proxy, snapshot)
        issues += certificateIssues(proxy, snapshot, caller)
        issues += guardIssues(proxy, snapshot)
        issues += serviceIssues(proxy, snapshot)
        if let issue = proxy.toolAccessIssue { issues.append(issue) }
        if let pem = proxy.traffic?.value.upstreamTLS?.caPEM, let detail = trustProblem(pem) {
            issues.append(SchemaIssue(pointer: "/upstream_tls/ca_pem", detail: detail))
        }
        guard issues.isEmpty else { throw Problem(SchemaProblem(issues)) }
        if proxy.hostname == .any, !caller.isAdmin {
            throw Problem(.forbidden, "only ADMIN_TOKEN may serve the hosts that no proxy names")
        }
        if case .wildcard(let suffix) = proxy.hostname, !caller.isAdmin, PublicSuffix.isListed(suffix.text) {
            throw Problem(
                .forbidden, "only ADMIN_TOKEN may serve '\(proxy.hostname)': '\(suffix.text)' is a public suffix")
        }
    }

    private static func certificateIssues(
        _ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, _ caller: Caller
    ) -> [SchemaIssue] {
        guard let name = proxy.certName else { return [] }
        guard let entry = CertificateEntry(name, in: snapshot), caller.owns(entry.owner) else {
            return [SchemaIssue(pointer: "/cert_name", detail: "there is no certificate '\(name)'")]
        }
        // One that is still being obtained serves as soon as it is there.
        guard !proxy.hostname.isCovered(by: entry.domains) else { return [] }
        return [
            SchemaIssue(
                pointer: "/cert_name",
                detail: "the certificate covers \(entry.domains.joined(separator: ", ")), not the host")
        ]
    }

    /// A service of somebody else, or one that is being removed, does not exist for the proxy's owner.
    ///
    /// What labels of a container say has no record: only a proxy that they made may lead there.
    private static func serviceIssues(_ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot) -> [SchemaIssue] {
        guard let name = proxy.traffic?.value.service else { return [] }
        if proxy.isDerived, let known = snapshot.proxies[proxy.hostname.description]?.value, known.isDerived,
            known.traffic?.value.service == name
        {
            return []
        }
        if let service = snapshot.dockerServices[name]?.value, service.deletion == nil,
            service.serves(owner: proxy.owner)
        {
            return []
        }
        return [SchemaIssue(pointer: "/target_service", detail: "there is no service '\(name)' in containers")]
    }

    /// A guard that nobody can pass is refused: it names an authorization server, which is served, and is not itself.
    private static func guardIssues(_ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot) -> [SchemaIssue] {
        guard let auth = proxy.auth?.value, auth.enabled || !auth.authProxy.isEmpty else { return [] }
        let detail: String
        if auth.authProxy.isEmpty {
            detail = "is required: the host of the authorization server"
        } else if auth.authProxy == proxy.hostname.description {
            detail = "the authorization server's own host cannot be guarded by itself"
        } else if snapshot.proxies[auth.authProxy] == nil {
            detail = "there is no proxy '\(auth.authProxy)'; make it with 'proxyd oauth routes-setup \(auth.authProxy)'"
        } else {
            return []
        }
        return [SchemaIssue(pointer: "/auth_proxy", detail: detail)]
    }

    /// A name that nobody signs in by would keep everybody out; GitHub may be in the settings of each node.
    private static func providerIssues(_ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot) -> [SchemaIssue] {
        (proxy.auth?.value.providers ?? []).enumerated().compactMap { index, name in
            guard name != "local", name != "github", snapshot.identityProviders[name] == nil else { return nil }
            return SchemaIssue(
                pointer: "/auth_providers/\(index)",
                detail: "there is no identity provider '\(name)'; local stands for accounts of proxyd's own")
        }
    }

    static func trustProblem(_ pem: String) -> String? {
        do throws(TLSCertificateError) {
            _ = try CertificateInspection(chain: Array(pem.utf8))
            return nil
        } catch {
            return error.description
        }
    }
}
