internal import OAuthServer
internal import ProxyModel

/// The changes that bring a configuration to what a document says.
struct ConfigurationImport {
    private(set) var changes: [Change] = []
    private(set) var created: [RecordKey] = []
    private(set) var updated: [RecordKey] = []
    private(set) var deleted: [RecordKey] = []
    private(set) var skipped: [RecordKey] = []
    private(set) var unchangedCount = 0

    /// Compares a document with a configuration; `replaces` also deletes what the document does not hold of its kinds.
    ///
    /// Throws a 409 when a record of forgotten clients cannot be read.
    init(
        _ document: ConfigurationDocument, into snapshot: ConfigurationSnapshot, replaces: Bool, skipsExisting: Bool,
        _ call: OperationCall
    ) throws(Problem) {
        var kept: Set<RecordKey> = []
        for entry in document.entries {
            let record = try Self.united(Self.completed(entry.record, call), with: snapshot, now: call.now)
            kept.insert(record.key)
            // A document cannot start the container that this came from.
            if case .proxy(let proxy) = record, proxy.isDerived {
                skipped.append(record.key)
                continue
            }
            let current = snapshot.record(record.key)
            if let current {
                if skipsExisting {
                    skipped.append(record.key)
                    continue
                }
                // A sealed bundle is never the same twice, so its fingerprint in the record decides.
                if current == record {
                    unchangedCount += 1
                    continue
                }
                updated.append(record.key)
            } else {
                created.append(record.key)
            }
            changes.append(.put(record, sealedBundle: entry.sealedBundle))
        }
        guard replaces else { return }
        for kind in ConfigurationDocument.kinds where document.kindsPresent.contains(kind) {
            for key in snapshot.keys(kind) where !kept.contains(key) && !Self.stays(key, snapshot) {
                deleted.append(key)
            }
        }
        var draft = ConfigurationDraft(snapshot)
        for key in deleted {
            if key.kind == .dockerServices, let service = snapshot.dockerServices[key.id]?.value {
                draft.remove(service, withVolumes: false, now: call.now)
            } else {
                draft.delete(key.kind, key.id)
            }
        }
        changes += draft.changes
    }

    /// Whether a record stays that the document does not hold, although it replaces the others.
    private static func stays(_ key: RecordKey, _ snapshot: ConfigurationSnapshot) -> Bool {
        switch key.kind {
        // Whom a registration was taken from is not let in again by a document that does not know of it.
        case .clients: ForgottenRegistrations.isRecord(key.id)
        // It comes and goes with the container whose labels made it.
        case .proxies: snapshot.proxies[key.id]?.value.isDerived == true
        default: false
        }
    }

    /// The configuration after the import, to be checked as a whole.
    func result(_ snapshot: ConfigurationSnapshot) -> ConfigurationSnapshot {
        var result = snapshot
        result.apply(ChangeSet(revision: snapshot.revision + 1, changes: changes))
        return result
    }

    private static func united(
        _ record: ConfigurationRecord, with snapshot: ConfigurationSnapshot, now: Int64
    ) throws(Problem) -> ConfigurationRecord {
        switch record {
        case .client(let client) where ForgottenRegistrations.isRecord(client.id):
            return .client(try ForgottenRegistrations.uniting(client, with: snapshot.clients[client.id]?.value))
        case .dockerService(let service):
            return .dockerService(placed(service, like: snapshot.dockerServices[service.name]?.value, now: now))
        default: return record
        }
    }

    /// Where a service is, and which container it has, is what is so here, not what was so where the document was written.
    ///
    /// Containers are known by when their service was created: what is made anew is not what was deleted under its name.
    private static func placed(
        _ service: ContainerService, like current: ContainerService?, now: Int64
    ) -> ContainerService {
        var placed = service
        placed.createdAt = current?.createdAt ?? now
        if current == nil { placed.updatedAt = now }
        placed.engine = current?.engine
        placed.deletion = current?.deletion
        if let current {
            placed.generation = current.generation + (current.needsReplacement(by: service) ? 1 : 0)
            if current.engine != nil { (placed.node, placed.nodeSelector) = (current.node, current.nodeSelector) }
        }
        return placed
    }

    /// Fills in what a document written by hand leaves out.
    private static func completed(_ record: ConfigurationRecord, _ call: OperationCall) -> ConfigurationRecord {
        switch record {
        case .proxy(var proxy):
            if proxy.createdAt == 0 { proxy.createdAt = call.now }
            if proxy.updatedAt == 0 { proxy.updatedAt = proxy.createdAt }
            return .proxy(proxy)
        case .route(var route):
            if route.id.isEmpty {
                route.id = RouteIdentifier.make(path: route.pathPattern, random: call.environment.randomBytes)
            }
            if route.createdAt == 0 { route.createdAt = call.now }
            if route.updatedAt == 0 { route.updatedAt = route.createdAt }
            return .route(route)
        case .service(var service):
            if service.createdAt == 0 { service.createdAt = call.now }
            if service.updatedAt == 0 { service.updatedAt = service.createdAt }
            return .service(service)
        case .user(var user):
            if user.createdAt == 0 { user.createdAt = call.now }
            if user.updatedAt == 0 { user.updatedAt = user.createdAt }
            return .user(user)
        case .client(var client):
            if client.createdAt == 0 { client.createdAt = call.now }
            if client.updatedAt == 0 { client.updatedAt = client.createdAt }
            return .client(client)
        case .identityProvider(var provider):
            if provider.createdAt == 0 { provider.createdAt = call.now }
            if provider.updatedAt == 0 { provider.updatedAt = provider.createdAt }
            return .identityProvider(provider)
        case .certificateIntent(var intent):
            if intent.createdAt == 0 { intent.createdAt = call.now }
            if intent.updatedAt == 0 { intent.updatedAt = intent.createdAt }
            return .certificateIntent(intent)
        case .certificateIssuer(var issuer):
            if issuer.createdAt == 0 { issuer.createdAt = call.now }
            if issuer.updatedAt == 0 { issuer.updatedAt = issuer.createdAt }
            return .certificateIssuer(issuer)
        case .dnsProvider(var provider):
            if provider.createdAt == 0 { provider.createdAt = call.now }
            if provider.updatedAt == 0 { provider.updatedAt = provider.createdAt }
            return .dnsProvider(provider)
        case .dockerService(var service):
            if service.createdAt == 0 { service.createdAt = call.now }
            if service.updatedAt == 0 { service.updatedAt = service.createdAt }
            return .dockerService(service)
        case .portToken(var token):
            if token.createdAt == 0 { token.createdAt = call.now }
            return .portToken(token)
        case .token, .certificate, .sealed, .apiKey, .signingKey, .acmeChallenge, .serviceEndpoints: return record
        }
    }
}

extension ConfigurationSnapshot {
    /// One record by its key.
    fileprivate func record(_ key: RecordKey) -> ConfigurationRecord? {
        switch key.kind {
        case .proxies: proxies[key.id].map { .proxy($0.value) }
        case .routes: routes[key.id].map { .route($0.value) }
        case .services: services[key.id].map { .service($0.value) }
        case .tokens: tokens[key.id].map { .token($0.value) }
        case .certificates: certificates[key.id].map { .certificate($0.value) }
        case .sealed: sealed[key.id].map { .sealed($0.value) }
        case .users: users[key.id].map { .user($0.value) }
        case .clients: clients[key.id].map { .client($0.value) }
        case .apiKeys: apiKeys[key.id].map { .apiKey($0.value) }
        case .identityProviders: identityProviders[key.id].map { .identityProvider($0.value) }
        case .signingKeys: signingKeys[key.id].map { .signingKey($0.value) }
        case .certificateIntents: certificateIntents[key.id].map { .certificateIntent($0.value) }
        case .certificateIssuers: certificateIssuers[key.id].map { .certificateIssuer($0.value) }
        case .acmeChallenges: acmeChallenges[key.id].map { .acmeChallenge($0.value) }
        case .dnsProviders: dnsProviders[key.id].map { .dnsProvider($0.value) }
        case .dockerServices: dockerServices[key.id].map { .dockerService($0.value) }
        case .serviceEndpoints: serviceEndpoints[key.id].map { .serviceEndpoints($0.value) }
        case .portTokens: portTokens[key.id].map { .portToken($0.value) }
        }
    }

    /// The keys of all records of a kind, sorted.
    fileprivate func keys(_ kind: RecordKind) -> [RecordKey] {
        let ids: [String] =
            switch kind {
            case .proxies: Array(proxies.keys)
            case .routes: Array(routes.keys)
            case .services: Array(services.keys)
            case .tokens: Array(tokens.keys)
            case .certificates: Array(certificates.keys)
            case .sealed: Array(sealed.keys)
            case .users: Array(users.keys)
            case .clients: Array(clients.keys)
            case .apiKeys: Array(apiKeys.keys)
            case .identityProviders: Array(identityProviders.keys)
            case .signingKeys: Array(signingKeys.keys)
            case .certificateIntents: Array(certificateIntents.keys)
            case .certificateIssuers: Array(certificateIssuers.keys)
            case .acmeChallenges: Array(acmeChallenges.keys)
            case .dnsProviders: Array(dnsProviders.keys)
            case .dockerServices: Array(dockerServices.keys)
            case .serviceEndpoints: Array(serviceEndpoints.keys)
            case .portTokens: Array(portTokens.keys)
            }
        return ids.sorted().map { RecordKey(kind, $0) }
    }
}
