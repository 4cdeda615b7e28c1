internal import ProxyModel

extension Operation {
    static let createServiceProxy = Operation(
        "docker.proxy", .post, "/api/v1/services/{name}/proxy", .token, "Serve a host with a service in a container.",
        parameters: [
            DockerServiceView.name, .text("hostname", "Host; the service's name below BASE_DOMAIN if none is given."),
            .flag("enable_https", default: true, "Serve HTTPS, too, with a certificate."),
        ] + ProxyEdit.parameters,
        answer: .object(
            "CreatedServiceProxy",
            [
                "message": JSONSchema.text, "hostname": JSONSchema.text,
                "target_url": [
                    "type": ["string", "null"], "description": "Where requests go now; it moves with the container.",
                ], "target_service": JSONSchema.text, "enable_https": JSONSchema.flag,
                "certificate_status": ["type": "string", "enum": .texts(HostCertificate.words)],
            ], status: 201)
    ) { (call) throws(Problem) in
        let https = try call.query.flag("enable_https", default: true)
        let host = call.query.text("hostname").flatMap { $0.isEmpty ? nil : $0 }
        let (made, revision) = try await call.environment.editor.edit {
            draft throws(Problem) -> (proxy: ProxyTarget, certificate: HostCertificate, target: UpstreamURL?) in
            let service = try draft.snapshot.dockerService(call.path("name"), for: call.caller).value
            guard service.deletion == nil else {
                throw Problem(.conflict, "the service '\(service.name)' is being removed")
            }
            let proxy = try ServiceProxies.proxy(for: service, host: host, https: https, call)
            let certificate = try NewProxy.add(proxy, to: &draft, draft.snapshot, call)
            return (proxy, certificate, draft.snapshot.serviceEndpoints[service.name]?.value.upstreams.first)
        }
        await NewProxy.hasten(made.certificate, call)
        return .object(
            [
                "message": .string("The host '\(made.proxy.hostname)' is served by the service."),
                "hostname": .string(made.proxy.hostname.description), "target_url": .text(made.target?.description),
                "target_service": .text(made.proxy.trafficPolicy.service), "enable_https": .bool(https),
                "certificate_status": .string(made.certificate.told.status),
            ], revision: revision, location: ProxyView.location(made.proxy))
    }
}
