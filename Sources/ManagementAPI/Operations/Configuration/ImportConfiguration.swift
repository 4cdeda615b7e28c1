internal import DockerControl
internal import ProxyModel

extension Operation {
    static let importConfiguration = Operation(
        "config.import", .post, "/api/v1/config/import", .admin,
        "Bring the configuration to what a document says, whole or not at all.",
        parameters: [
            .flag("dry_run", "Only tell what would change."),
            .choice(
                "mode", ["merge", "replace"], "replace also deletes what the document does not hold; merge if absent."),
            .flag("skip_existing", "Leave records alone that are there already."),
        ],
        document: OperationBody(
            name: "ConfigurationImport", definition: definition, fields: [], limit: ConfigurationDocument.limit),
        answer: .object(
            "ImportResult",
            [
                "dry_run": JSONSchema.flag, "created": JSONSchema.texts, "updated": JSONSchema.texts,
                "deleted": JSONSchema.texts, "skipped": JSONSchema.texts, "unchanged": JSONSchema.integer,
                "warnings": JSONSchema.objects, "revision": JSONSchema.integer,
            ])
    ) { (json, call) throws(Problem) in
        let document = try ConfigurationDocument(json)
        try checkBundles(document, call)
        let isDryRun = try call.query.flag("dry_run")
        let replaces = call.query.text("mode") == "replace"
        let skipsExisting = try call.query.flag("skip_existing")
        let (outcome, revision) = try await call.environment.editor.edit {
            draft throws(Problem) -> (plan: ConfigurationImport, warnings: [ConfigurationCheck.Finding]) in
            let plan = try ConfigurationImport(
                document, into: draft.snapshot, replaces: replaces, skipsExisting: skipsExisting, call)
            let check = ConfigurationCheck(plan.result(draft.snapshot), call.environment)
            guard check.errors.isEmpty else {
                throw Problem(
                    .invalidContent, "the configuration would not be valid; nothing was changed",
                    members: ["findings": .array(check.errors.prefix(100).map(\.json))])
            }
            if !isDryRun { draft.add(plan.changes) }
            return (plan, check.warnings)
        }
        if !isDryRun {
            call.environment.containers.nudge()
            try await endAccess(document, outcome.plan, call)
        }
        return .object(
            [
                "dry_run": .bool(isDryRun), "created": names(outcome.plan.created),
                "updated": names(outcome.plan.updated),
                "deleted": names(outcome.plan.deleted), "skipped": names(outcome.plan.skipped),
                "unchanged": .integer(Int64(outcome.plan.unchangedCount)),
                "warnings": .array(outcome.warnings.prefix(100).map(\.json)),
                "revision": .integer(Int64(clamping: revision)),
            ], revision: revision)
    }

    /// Sends away who came by identity providers that are disabled or gone, also when an earlier import made them so.
    private static func endAccess(
        _ document: ConfigurationDocument, _ plan: ConfigurationImport, _ call: OperationCall
    ) async throws(Problem) {
        guard let server = call.environment.authorizationServer else { return }
        for entry in document.entries where !plan.skipped.contains(entry.record.key) {
            guard case .identityProvider(let provider) = entry.record, provider.isDisabled else { continue }
            try await server.endProvider(provider.name)
        }
        for key in plan.deleted where key.kind == .identityProviders { try await server.endProvider(key.id) }
    }

    private static let definition: JSONValue = [
        "type": "object",
        "properties": .object(
            JSONObject(
                members: [
                    JSONObject.Member(name: "format", value: ["const": .string(ConfigurationDocument.format)]),
                    JSONObject.Member(name: "version", value: ["const": .integer(ConfigurationDocument.version)]),
                    JSONObject.Member(name: "revision", value: JSONSchema.integer),
                    JSONObject.Member(name: "exported_at", value: JSONSchema.time),
                ]
                    + ConfigurationDocument.kinds.map {
                        JSONObject.Member(name: $0.rawValue, value: JSONSchema.objects)
                    })), "additionalProperties": false,
    ]

    private static func names(_ keys: [RecordKey]) -> JSONValue { .texts(keys.map { $0.kind.rawValue + "/" + $0.id }) }

    /// A key that this installation cannot open would be a certificate that no handshake gets.
    private static func checkBundles(_ document: ConfigurationDocument, _ call: OperationCall) throws(Problem) {
        for entry in document.entries {
            try checkSecret(entry.record, call)
            guard let sealed = entry.sealedBundle else { continue }
            let name = entry.record.key.id
            guard (try? CertificateBundle(name: name, sealed: sealed, by: call.environment.sealer)) != nil else {
                throw Problem(
                    .invalidContent,
                    "the certificate '\(name)' was sealed under another SECRET_KEY, or changed; upload it instead")
            }
        }
    }

    /// The same for the secrets within records; those that only a digest is kept of must be there.
    private static func checkSecret(_ record: ConfigurationRecord, _ call: OperationCall) throws(Problem) {
        let name = record.key.kind.rawValue + "/" + record.key.id
        switch record {
        case .user(let user) where user.passwordHash.isEmpty:
            throw Problem(.invalidContent, "\(name) has no password_hash; make the account by the API instead")
        case .apiKey(let key) where key.digest.isEmpty || key.id.isEmpty:
            throw Problem(.invalidContent, "\(name) has no digest; make the key by the API instead")
        case .identityProvider(let provider):
            try checkSealed(provider.sealedSecret, purpose: "identity-provider:" + provider.name, name, call)
        case .certificateIssuer(let issuer):
            try checkSealed(issuer.sealedEABKey, purpose: "certificate-issuer:" + issuer.name, name, call)
        case .dnsProvider(let provider):
            try checkSealed(provider.sealedSecret, purpose: provider.sealingPurpose, name, call)
        case .dockerService(let service):
            for variable in service.environment {
                let purpose = SealedVariable.purpose(of: variable.name, service: service.name)
                try checkSealed(variable.sealed, purpose: purpose, "\(name)/environment/\(variable.name)", call)
            }
        case .portToken(let token) where token.digest.isEmpty:
            throw Problem(.invalidContent, "\(name) has no token_hash; make the token by the API instead")
        case .signingKey(let key):
            try checkSealed(key.sealedPrivateKey, purpose: "signing-key:" + key.kid, name, call)
        default: break
        }
    }

    private static func checkSealed(
        _ sealed: String?, purpose: String, _ name: String, _ call: OperationCall
    ) throws(Problem) {
        guard let sealed else { return }
        guard let bytes = Base64URL.decode(sealed),
            (try? call.environment.sealer.open(bytes, purpose: purpose)) != nil
        else {
            throw Problem(
                .invalidContent, "\(name) was sealed under another SECRET_KEY, or changed; leave it out")
        }
    }
}
