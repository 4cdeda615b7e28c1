internal import OAuthServer
internal import ProxyCore
internal import ProxyModel

/// Finds out who calls: only by the bearer token in the header (RFC 6750 §2.1), never by a query or a cookie.
struct Authentication: Sendable {
    let adminDigest: String

    /// The caller of a request; throws a 401 for a token that is not valid, also where none is needed.
    func caller(of request: LocalRequest, in snapshot: ConfigurationSnapshot?) throws(Problem) -> Caller {
        guard let digest = try tokenDigest(of: request) else { return .anonymous }
        if ConstantTime.areEqual(digest, adminDigest) { return .admin }
        guard let snapshot else {
            throw Problem(.storeUnavailable, "the configuration was not loaded yet", retryAfter: 1)
        }
        var found: String?
        for stored in snapshot.tokens.values where ConstantTime.areEqual(digest, stored.value.digest) {
            found = stored.value.name
        }
        guard let found else { throw Problem(.unauthorized, "the token is not known") }
        return .token(found)
    }

    /// The SHA-256 of the token of a request, lower-case hexadecimal; nil without one, and a 401 for what is none.
    func tokenDigest(of request: LocalRequest) throws(Problem) -> String? {
        let fields = request.headers.filter { $0.name.lowercased() == "authorization" }
        guard let field = fields.first else { return nil }
        guard fields.count == 1, let token = Self.token(field.value) else {
            throw Problem(.unauthorized, "the field Authorization is not 'Bearer' and a token")
        }
        return SecretDigest.hexadecimal(token)
    }

    /// Throws a 401 or a 403 when the caller may not call an operation of this scope.
    func check(_ caller: Caller, for scope: AccessScope) throws(Problem) {
        switch (scope, caller) {
        case (.open, _), (_, .admin), (.token, .token): return
        case (_, .anonymous): throw Problem(.unauthorized, "send 'Authorization: Bearer' and a token")
        case (.admin, .token): throw Problem(.forbidden, "only ADMIN_TOKEN may do this")
        }
    }

    private static func token(_ value: String) -> String? {
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 512 else { return nil }
        return String(parts[1])
    }
}
