internal import ProxyModel

extension Operation {
    static let createProxy = Operation(
        "proxy.create", .post, "/api/v1/proxy/targets", .token, "Serve a host.",
        parameters: ProxyEdit.parameters,
        takes: ProxyTarget.schema,
        answer: .object(
            "CreatedProxy",
            [
                "proxy_target": ProxyTarget.schema.definition(.response),
                "certificate_status": ["type": "string", "enum": .texts(HostCertificate.words)],
                "cert_name": JSONSchema.nullableText, "certificate_reason": ProxyCertificate.reasonDefinition,
                "certificate": ProxyCertificate.definition,
            ], status: 201)
    ) { (input, call) throws(Problem) in
        let body = try call.json(limit: OperationBody.standardLimit)
        let traffic = input.trafficPolicy
        guard body["target_url"] != nil || !traffic.upstreams.isEmpty || traffic.service != nil else {
            throw Problem(
                SchemaProblem([
                    SchemaIssue(
                        pointer: "/target_url",
                        detail: "is required; give upstreams or target_service instead, or null for a proxy that only "
                            + "routes answer")
                ]))
        }
        var proxy = input
        proxy.owner = call.caller.ownerName
        proxy.createdAt = call.now
        proxy.updatedAt = call.now
        let created = proxy
        let (certificate, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard draft.snapshot.proxies[created.hostname.description] == nil else {
                throw Problem(.conflict, "there is a proxy '\(created.hostname)' already")
            }
            try ProxyRules.check(created, draft.snapshot, call.caller)
            try ProxyRules.checkOnDemand(created, call.environment.settings, call.caller)
            draft.put(.proxy(created))
            let certificate = try HostCertificate(created, draft.snapshot, call)
            if case .wanted(let intent) = certificate { draft.put(.certificateIntent(intent)) }
            return certificate
        }
        if case .wanted(let intent) = certificate {
            await call.environment.issuances?.hasten([intent.name], now: call.now)
        }
        let told = certificate.told
        let shown = try await ProxyCertificate.all([created], call).first
        return .object(
            [
                "proxy_target": .object(ProxyView.json(created)), "certificate_status": .string(told.status),
                "cert_name": .text(told.name), "certificate_reason": shown?.reasonJSON ?? .null,
                "certificate": shown?.json ?? .null,
            ], revision: revision, location: ProxyView.location(created))
    }
}
