/// What a verified token says.
final class TokenClaims {
    /// What kind of token said it.
    enum Kind: UInt8 {
        /// A JWT of RFC 9068 in `Authorization`.
        case access
        /// A JWT in the session cookie of a host.
        case session
        /// A personal API key in `Authorization`.
        case apiKey
    }

    let kind: Kind
    /// The key that signed it, or the identifier of the API key.
    let keyID: String
    /// Empty for API keys, which every guard accepts.
    let issuer: String
    let subject: String
    let clientID: String
    /// The claim `jti`.
    let tokenID: String
    /// The claim `grant`, or `sid` of a session.
    let grantID: String?
    /// nil = every scope.
    let scopes: [String]?
    let audiences: [String]
    let username: String?
    let email: String?
    let name: String?
    let groups: [String]
    /// Seconds since 1970.
    let issuedAt: Int64
    let notBefore: Int64
    let expiresAt: Int64
    /// Subject and client as the access log writes them.
    let logSubject: [UInt8]
    let logClient: [UInt8]
    /// It was told that the token is in use, or there is nobody to tell.
    var isNoted = false

    init(
        kind: Kind, keyID: String, issuer: String, subject: String, clientID: String, tokenID: String,
        grantID: String? = nil, scopes: [String]?, audiences: [String] = [], username: String?, email: String?,
        name: String? = nil, groups: [String], issuedAt: Int64, notBefore: Int64 = .min, expiresAt: Int64
    ) {
        self.kind = kind
        self.keyID = keyID
        self.issuer = issuer
        self.subject = subject
        self.clientID = clientID
        self.tokenID = tokenID
        self.grantID = grantID
        self.scopes = scopes
        self.audiences = audiences
        self.username = username
        self.email = email
        self.name = name
        self.groups = groups
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.logSubject = Array(subject.utf8)
        self.logClient = Array(clientID.utf8)
    }

    /// Why the token is not valid at a time, seconds since 1970; nil when it is.
    @inline(__always)
    func refusal(at now: Int64, leeway: Int64) -> TokenRefusal? {
        if now &- leeway >= self.expiresAt { return .expired }
        return now &+ leeway < self.notBefore ? .notYetValid : nil
    }

    /// Until when streams that the token opened may go on, seconds since 1970; `.max` = as long as it is not revoked.
    func endOfStreams(leeway: Int64) -> Int64 {
        switch self.kind {
        case .session: return .max
        case .apiKey: return self.expiresAt
        case .access:
            let (end, isBeyond) = self.expiresAt.addingReportingOverflow(leeway)
            return isBeyond ? .max : end
        }
    }
}

@available(*, unavailable)
extension TokenClaims: Sendable {}
