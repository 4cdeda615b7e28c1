internal import ProxyModel
internal import Synchronization

/// `/.well-known/oauth-authorization-server`, the same bytes at every path below it (RFC 8414 §3).
package final class ServerMetadataEndpoint: OAuthEndpoint {
    private struct Cache {
        var revision: Revision
        /// Host → document.
        var documents: [String: [UInt8]] = [:]
    }

    /// More hosts than this are not remembered: those below a wildcard have no number.
    private static let cacheLimit = 1_000

    private let environment: OAuthEnvironment
    private let metadata: ServerMetadata
    private let cache = Mutex(Cache(revision: 0))

    /// Makes the endpoint for a server with these abilities.
    package init(_ environment: OAuthEnvironment, metadata: ServerMetadata) {
        self.environment = environment
        self.metadata = metadata
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let host = PublicOrigins.host(authority: request.local.authority)
        await environment.trace.note(
            FlowStep(
                .discovery, isAccepted: true, "the client read what the authorization server is able to do",
                resource: environment.resources.resource(host: host)?.uri,
                clientAddress: request.local.clientAddress, requestID: request.local.requestID,
                time: environment.now()))
        return .metadata(bytes: document(host: host, issuer: issuer))
    }

    private func document(host: String, issuer: String) -> [UInt8] {
        let snapshot = environment.snapshot()
        let revision = snapshot?.revision ?? 0
        let known = cache.withLock { $0.revision == revision ? $0.documents[host] : nil }
        if let known { return known }
        let overrides =
            snapshot?.proxies[host]?.value.oauthServer?.value
            ?? environment.resources.resource(host: host)?.serverMetadata
        var scopes: [String] = []
        var seen: Set<String> = []
        for scope in environment.resources.resources(issuer: issuer).flatMap(\.scopes)
        where seen.insert(scope).inserted {
            scopes.append(scope)
        }
        let providers = (snapshot?.identityProviders ?? [:]).values.map(\.value)
        let bytes = metadata.document(
            issuer: issuer, scopes: scopes, overrides: overrides,
            trustsAssertions: providers.contains { $0.kind == .oidc && !$0.isDisabled }
        ).compactBytes
        cache.withLock { cache in
            if cache.revision != revision { cache = Cache(revision: revision) }
            if cache.documents.count < Self.cacheLimit { cache.documents[host] = bytes }
        }
        return bytes
    }
}

extension OAuthResponse {
    /// A public document that may be kept for a minute, so that a change of the configuration is seen soon.
    static func metadata(bytes: [UInt8]) -> Self {
        Self(
            status: 200,
            headers: [("Content-Type", "application/json"), ("Cache-Control", "public, max-age=60")], body: bytes)
    }
}
