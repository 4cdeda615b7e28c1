internal import ProxyModel

/// What a verified token is good for at one host: decided once, looked up with each request.
final class AccessGrant {
    let claims: TokenClaims
    /// The rules that it was decided by; held, so that no later rules can be taken for them.
    let rules: GuardRules
    /// Why the token does not open the host; nil when it does.
    let refusal: TokenRefusal?
    private let host: [UInt8]
    private let identity: PreparedFields
    /// What the upstream is told.
    private(set) var fields: PreparedFields
    /// When the assertion has to be made anew, seconds since 1970.
    private(set) var renewal: Int64 = .max

    init(_ claims: TokenClaims, _ rules: GuardRules, host: [UInt8], refusal: TokenRefusal?) {
        self.claims = claims
        self.rules = rules
        self.host = host
        self.refusal = refusal
        self.identity = refusal == nil && rules.auth.passHeaders ? Self.identity(claims, rules) : PreparedFields()
        self.fields = self.identity
    }

    /// The host that it was decided for.
    var hostName: String { String(decoding: self.host, as: UTF8.self) }

    /// Whether it was decided by these rules for this host.
    @inline(__always)
    func isFor(_ rules: GuardRules, _ host: UnsafeBufferPointer<UInt8>) -> Bool {
        guard self.rules === rules, self.host.count == host.count else { return false }
        for index in 0..<host.count where unsafe host[index] != self.host[index] { return false }
        return true
    }

    /// Puts a new assertion in the place of the last.
    func assert(_ assertion: [UInt8], until renewal: Int64) {
        self.fields = self.identity
        self.fields.append(self.rules.prefix + Array("Assertion".utf8), assertion)
        self.renewal = renewal
    }

    /// Leaves the upstream without an assertion until the next try.
    func assertNothing(until renewal: Int64) { self.renewal = renewal }

    private static func identity(_ claims: TokenClaims, _ rules: GuardRules) -> PreparedFields {
        var fields = PreparedFields()
        func add(_ name: String, _ value: [UInt8]) {
            if !value.isEmpty { fields.append(rules.prefix + Array(name.utf8), value) }
        }
        add("User-Id", IdentityText.value(claims.subject))
        add("User-Name", IdentityText.value(claims.username ?? ""))
        add("User-Email", IdentityText.value(claims.email ?? ""))
        add("User-Groups", IdentityText.list(claims.groups))
        add("Scopes", IdentityText.value((claims.scopes ?? rules.scopes).joined(separator: " ")))
        add("Client-Id", IdentityText.value(claims.clientID))
        return fields
    }
}

@available(*, unavailable)
extension AccessGrant: Sendable {}
