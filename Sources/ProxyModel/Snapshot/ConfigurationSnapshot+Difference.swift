extension ConfigurationSnapshot {
    /// The changes that turn this configuration into another: deletions first, then what is new or differs.
    ///
    /// For a load that follows a gap in the change stream: what is in force is patched, not built anew.
    package func changes(to other: ConfigurationSnapshot) -> [Change] {
        var changes: [Change] = []
        Self.compare(self.services, other.services, .services, &changes) { .service($0) }
        Self.compare(self.routes, other.routes, .routes, &changes) { .route($0) }
        Self.compare(self.certificates, other.certificates, .certificates, &changes) { .certificate($0) }
        Self.compare(self.proxies, other.proxies, .proxies, &changes) { .proxy($0) }
        Self.compare(self.tokens, other.tokens, .tokens, &changes) { .token($0) }
        Self.compare(self.sealed, other.sealed, .sealed, &changes) { .sealed($0) }
        Self.compare(self.users, other.users, .users, &changes) { .user($0) }
        Self.compare(self.clients, other.clients, .clients, &changes) { .client($0) }
        Self.compare(self.apiKeys, other.apiKeys, .apiKeys, &changes) { .apiKey($0) }
        Self.compare(self.identityProviders, other.identityProviders, .identityProviders, &changes) {
            .identityProvider($0)
        }
        Self.compare(self.signingKeys, other.signingKeys, .signingKeys, &changes) { .signingKey($0) }
        Self.compare(self.certificateIntents, other.certificateIntents, .certificateIntents, &changes) {
            .certificateIntent($0)
        }
        Self.compare(self.certificateIssuers, other.certificateIssuers, .certificateIssuers, &changes) {
            .certificateIssuer($0)
        }
        Self.compare(self.acmeChallenges, other.acmeChallenges, .acmeChallenges, &changes) { .acmeChallenge($0) }
        Self.compare(self.dnsProviders, other.dnsProviders, .dnsProviders, &changes) { .dnsProvider($0) }
        Self.compare(self.dockerServices, other.dockerServices, .dockerServices, &changes) { .dockerService($0) }
        Self.compare(self.serviceEndpoints, other.serviceEndpoints, .serviceEndpoints, &changes) {
            .serviceEndpoints($0)
        }
        Self.compare(self.portTokens, other.portTokens, .portTokens, &changes) { .portToken($0) }
        return changes
    }

    private static func compare<Value: Equatable>(
        _ old: [String: Stored<Value>], _ new: [String: Stored<Value>], _ kind: RecordKind, _ changes: inout [Change],
        _ record: (Value) -> ConfigurationRecord
    ) {
        for id in old.keys where new[id] == nil { changes.append(.delete(RecordKey(kind, id))) }
        for (id, stored) in new {
            // A certificate can change in its sealed part alone, which shows only in the revision.
            if let known = old[id], known.revision == stored.revision, known.value == stored.value { continue }
            changes.append(.put(record(stored.value)))
        }
    }
}
