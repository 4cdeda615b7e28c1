package import ProxyModel

/// The guard of one proxy, compiled: immutable, another one with each change of the proxy.
package final class GuardRules {
    /// As configured.
    package let auth: ProxyAuthConfig
    /// What the names of the identity fields begin with.
    let prefix: [UInt8]
    /// The prefix is not the usual one, whose forgeries are removed from every request.
    let hasOwnPrefix: Bool
    let cookieName: [UInt8]
    /// The host of the authorization server.
    let authHost: [UInt8]
    /// The path of the resource without slash at the end; empty when the whole host is the resource.
    let endpoint: [UInt8]
    /// The proxy is marked as a protected resource: an MCP server.
    let isResource: Bool
    /// Who may see and call which tools; nil = everybody all of them.
    let toolAccess: ToolAccess?
    /// Whether a session's requests name the revision that it negotiated, whatever their client says.
    let repairsVersion: Bool
    /// The scopes that the resource announces.
    let scopes: [String]
    /// The scopes that a client should ask for, for the challenge; empty when none is known.
    let challengeScopes: [UInt8]
    /// The host is reached by plain HTTP alone, which only one on the machine itself may be.
    let isPlain: Bool
    /// `*.example.com` or `*`: a token may be for the proxy as a whole; nil for a proxy of one host.
    private let pattern: String?
    private let excluded: [ExcludedPath]
    private let audiences: [String]

    /// Compiles the guard of a proxy; nil when it has none.
    init?(_ proxy: ProxyTarget) {
        guard let auth = proxy.auth?.value, auth.enabled else { return nil }
        let resource = proxy.resource?.value
        self.auth = auth
        self.prefix = Array(auth.headerPrefix.utf8)
        self.hasOwnPrefix = auth.headerPrefix.lowercased() != "x-auth-"
        self.authHost = Array(auth.authProxy.lowercased().utf8)
        self.cookieName = Array(auth.cookieName.utf8)
        self.endpoint = Array(ResourceAddress.withoutSlash(resource?.endpoint ?? "").utf8)
        self.isResource = resource != nil
        self.toolAccess = proxy.toolAccess?.value
        self.repairsVersion = resource?.repairVersion ?? false
        let needed = (auth.allowedScopes ?? []).filter { $0 != "*" }
        let scopes = resource?.scopes ?? needed
        self.scopes = scopes
        let all = scopes + needed.filter { !scopes.contains($0) }
        self.challengeScopes = Array(all.filter(Self.isScope).joined(separator: " ").utf8)
        self.excluded = (auth.excludedPaths ?? []).map { ExcludedPath($0) }
        self.audiences = auth.allowedAudiences ?? []
        self.isPlain = proxy.enableHTTP && !proxy.enableHTTPS && proxy.hostname.isLocalhost
        if case .exact = proxy.hostname { self.pattern = nil } else { self.pattern = proxy.hostname.description }
    }

    /// Whether the configuration lets a canonical path pass.
    @inline(__always)
    func excludes(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        if self.excluded.isEmpty { return false }
        return self.excluded.contains { unsafe $0.contains(path) }
    }

    /// Whether a session cookie counts as well as a token: other modes have none, so that a page of another site cannot
    /// use one.
    var acceptsSessions: Bool { self.auth.mode != .forward }

    /// Whether a path is that of the resource, with or without a slash at its end.
    func isEndpoint(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        guard self.isResource else { return false }
        let count = unsafe path.count > 0 && path[path.count &- 1] == 0x2F ? path.count &- 1 : path.count
        guard count == self.endpoint.count else { return false }
        for index in 0..<count where unsafe path[index] != self.endpoint[index] { return false }
        return true
    }

    /// Printable ASCII without `"` and `\` (RFC 6749 §3.3): what can stand in a challenge.
    private static func isScope(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
}

extension GuardRules {
    /// Why somebody with these claims may not use a host of this guard; nil when they may.
    func refusal(of claims: TokenClaims, host: String, settings: GuardSettings) -> TokenRefusal? {
        if claims.kind != .apiKey {
            guard self.isIssuer(claims.issuer) else { return .wrongIssuer }
            guard claims.audiences.contains(where: { self.isAudience($0, of: claims.kind, host: host) }) else {
                return .wrongAudience
            }
        }
        if let needed = self.auth.allowedScopes, let scopes = claims.scopes, !needed.contains("*") {
            guard needed.contains(where: { scopes.contains($0) }) else { return .insufficientScope }
        }
        let person = AccessList.Person(
            subject: claims.subject, username: claims.username ?? claims.clientID, email: claims.email,
            groups: claims.groups)
        return AccessList(self.auth, global: settings.allowedUsers).refusal(of: person) == nil ? nil : .notAllowed
    }

    /// The issuer of the guard's authorization server on the usual port.
    var issuer: String { "https://" + self.auth.authProxy }

    /// Whether an issuer is this guard's authorization server: the origin of its host, on whichever port.
    ///
    /// The signature has told already that it is one of ours; plain HTTP is for development on one machine.
    private func isIssuer(_ issuer: String) -> Bool {
        for scheme in ["https://", "http://"] where issuer.hasPrefix(scheme) {
            let authority = issuer.utf8.dropFirst(scheme.utf8.count)
            guard authority.starts(with: self.authHost) else { return false }
            let port = String(decoding: authority.dropFirst(self.authHost.count), as: UTF8.self)
            if port.isEmpty { return true }
            guard port.first == ":", let number = UInt16(port.dropFirst()) else { return false }
            return ":\(number)" == port && number > 0
        }
        return false
    }

    /// Whether an audience is the resource of this host, or one that the configuration allows (RFC 8707 §2).
    private func isAudience(_ audience: String, of kind: TokenClaims.Kind, host: String) -> Bool {
        if kind == .access, self.audiences.contains(where: { ResourceAddress.areEqual($0, audience) }) { return true }
        guard let address = ResourceAddress(audience) else { return false }
        if kind == .session { return address.host == host && address.path.isEmpty }
        guard address.host == host || address.host == self.pattern else { return false }
        // Each path of a host that is a resource as a whole may be asked for as one of its own.
        return self.endpoint.isEmpty || address.path.utf8.elementsEqual(self.endpoint)
    }
}

@available(*, unavailable)
extension GuardRules: Sendable {}
