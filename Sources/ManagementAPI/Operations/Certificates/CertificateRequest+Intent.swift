internal import ACME
internal import ProxyModel

extension CertificateRequest {
    /// What is wanted, with everything that was left out; throws a 422 naming the field at fault, or a 403.
    func intent(_ snapshot: ConfigurationSnapshot, _ call: OperationCall) throws(Problem) -> CertificateIntent {
        var intent = wanted
        if let domain { intent.domains = [domain] }
        if let name {
            intent.name = name
        } else {
            intent.name = try Self.name(for: intent.domains.first ?? "")
        }
        intent.owner = call.caller.ownerName
        intent.createdAt = call.now
        intent.updatedAt = call.now
        if intent.email == nil, let owner = intent.owner, let token = snapshot.tokens[owner]?.value,
            !token.certEmail.isEmpty
        {
            intent.email = token.certEmail
        }
        let settings = try call.issuances().settings
        let directories = KnownDirectories(snapshot, settings)
        if let directoryURL { directories.choose(directoryURL, for: &intent) }
        do throws(SchemaProblem) {
            let json = JSONValue.object(CertificateIntent.schema.encode(intent, form: .store))
            intent = try CertificateIntent.schema.decode(json, form: .store)
        } catch {
            throw Problem(domain == nil ? error : Self.ofOneDomain(error))
        }
        try directories.checkAccess(intent, call.caller)
        try checkReferences(intent, snapshot, settings, call)
        return intent
    }

    /// A name for the certificate of a host; throws a 422 when the host's is too long for one.
    static func name(for domain: String) throws(Problem) -> String {
        let plain = domain.hasPrefix("*.") ? "wildcard" + domain.dropFirst() : domain
        let name = "proxy-" + String(plain.map { $0 == "." || $0 == ":" ? "-" : $0 })
        guard name.utf8.count <= 128 else {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/cert_name", detail: "is required for so long a name")]))
        }
        return name
    }

    private func checkReferences(
        _ intent: CertificateIntent, _ snapshot: ConfigurationSnapshot, _ settings: IssuerSettings,
        _ call: OperationCall
    ) throws(Problem) {
        // Whoever has records published can have any name of the zone certified, wherever it is served.
        if intent.dnsProvider != nil, !call.caller.isAdmin {
            throw Problem(.forbidden, "only ADMIN_TOKEN may have a dns provider publish records")
        }
        if let provider = intent.dnsProvider, snapshot.dnsProviders[provider] == nil {
            throw Problem(
                SchemaProblem([
                    SchemaIssue(pointer: "/dns_provider", detail: "there is no dns provider '\(provider)'")
                ]))
        }
        let issuers: [Issuer]
        do throws(IssuerProblem) {
            issuers = try IssuerList.resolve(intent, settings: settings, sealer: call.environment.sealer) {
                snapshot.certificateIssuers[$0]?.value
            }
        } catch {
            var pointer = directoryURL == nil ? "/issuers" : "/acme_directory_url"
            if case .noStaging = error { pointer = "/staging" }
            throw Problem(SchemaProblem([SchemaIssue(pointer: pointer, detail: error.description)]))
        }
        // What an authority would refuse after days of trying is refused at once.
        if intent.challenge == .auto, intent.dnsProvider == nil, !issuers.allSatisfy(\.isLocal),
            let wildcard = intent.domains.first(where: { $0.hasPrefix("*.") })
        {
            throw Problem(
                SchemaProblem([
                    SchemaIssue(
                        pointer: "/dns_provider",
                        detail: "'\(wildcard)' takes the challenge dns-01: name the provider that it goes by")
                ]))
        }
    }

    private static func ofOneDomain(_ problem: SchemaProblem) -> SchemaProblem {
        SchemaProblem(
            problem.issues.map { issue in
                issue.pointer.hasPrefix("/domains")
                    ? SchemaIssue(pointer: "/domain", detail: issue.detail) : issue
            })
    }
}

extension OperationCall {
    /// What is known of issuances; a 503 on a node that obtains no certificates.
    func issuances() throws(Problem) -> IssuanceBoard {
        guard let board = environment.issuances else {
            throw Problem(.storeUnavailable, "certificates are not obtained on this node")
        }
        return board
    }
}
