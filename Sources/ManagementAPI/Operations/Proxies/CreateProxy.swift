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
            try NewProxy.add(created, to: &draft, draft.snapshot, call)
        }
        await NewProxy.hasten(certificate, call)
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
