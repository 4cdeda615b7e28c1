internal import ProxyModel

extension Operation {
    static let exportConfiguration = Operation(
        "config.export", .get, "/api/v1/config/export", .admin, "Write the whole configuration as one document.",
        parameters: [
            .flag("include_tokens", "With the digests of tokens."),
            .flag(
                "include_secrets",
                "With what signing in needs (users, clients, API keys, identity providers, signing keys), with issuers, "
                    + "DNS providers, certificates and their keys, sealed under this installation's SECRET_KEY."),
        ],
        answer: .object(
            "ConfigurationDocument",
            [
                "format": JSONSchema.text, "version": JSONSchema.integer, "revision": JSONSchema.integer,
                "exported_at": JSONSchema.time, "proxies": JSONSchema.objects, "routes": JSONSchema.objects,
                "services": JSONSchema.objects, "certificate_intents": JSONSchema.objects,
            ])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        var document: JSONObject = [
            "format": .string(ConfigurationDocument.format), "version": .integer(ConfigurationDocument.version),
            "revision": .integer(Int64(clamping: snapshot.revision)), "exported_at": .time(call.now),
        ]
        // What labels of containers say is said by the containers.
        document.append("proxies", records(snapshot.proxies.filter { !$0.value.value.isDerived }) { .proxy($0) })
        document.append("routes", records(snapshot.routes) { .route($0) })
        document.append("services", records(snapshot.services) { .service($0) })
        document.append("certificate_intents", records(snapshot.certificateIntents) { .certificateIntent($0) })
        if try call.query.flag("include_tokens") {
            document.append("tokens", records(snapshot.tokens) { .token($0) })
        }
        if try call.query.flag("include_secrets") {
            document.append("certificates", try await certificates(snapshot, call))
            document.append("users", records(snapshot.users) { .user($0) })
            document.append("clients", records(snapshot.clients) { .client($0) })
            document.append("api_keys", records(snapshot.apiKeys) { .apiKey($0) })
            document.append("identity_providers", records(snapshot.identityProviders) { .identityProvider($0) })
            document.append("signing_keys", records(snapshot.signingKeys) { .signingKey($0) })
            document.append("certificate_issuers", records(snapshot.certificateIssuers) { .certificateIssuer($0) })
            document.append("dns_providers", records(snapshot.dnsProviders) { .dnsProvider($0) })
            document.append("docker_services", records(snapshot.dockerServices) { .dockerService($0) })
            document.append("port_tokens", records(snapshot.portTokens) { .portToken($0) })
        }
        return .object(document, revision: snapshot.revision)
    }

    private static func records<Value>(
        _ stored: [String: Stored<Value>], _ record: (Value) -> ConfigurationRecord
    ) -> JSONValue {
        .array(stored.sorted { $0.key < $1.key }.map { .object(record($0.value.value).json(.export)) })
    }

    private static func certificates(
        _ snapshot: ConfigurationSnapshot, _ call: OperationCall
    ) async throws(Problem) -> JSONValue {
        var elements: [JSONValue] = []
        for (name, stored) in snapshot.certificates.sorted(by: { $0.key < $1.key }) {
            do throws(StoreFailure) {
                guard let sealed = try await call.environment.store.sealedBundle(name) else { continue }
                var object = ConfigurationRecord.certificate(stored.value).json(.export)
                object.append("sealed_bundle", ConfigurationDocument.text(sealed))
                elements.append(.object(object))
            } catch {
                throw Problem(error)
            }
        }
        return .array(elements)
    }
}
