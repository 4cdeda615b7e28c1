internal import ProxyModel

/// The revocations in force, asked once for each token that is seen for the first time.
struct RevocationTable {
    private struct Entry {
        var issuedUntil: Int64
        var expiresAt: Int64
    }

    private var entries: [Revocation.Subject: Entry] = [:]
    private var nextPruning = 1_024

    /// Nothing is revoked.
    init() {}

    /// Only these are in force.
    init(_ revocations: [Revocation]) {
        for revocation in revocations { self.insert(revocation) }
    }

    /// Number of revocations.
    var count: Int { self.entries.count }

    /// Puts a revocation in force; of two for one subject the later one counts.
    mutating func insert(_ revocation: Revocation) {
        var entry = Entry(issuedUntil: revocation.issuedUntil, expiresAt: revocation.expiresAt)
        if let known = self.entries[revocation.subject] {
            entry.issuedUntil = max(entry.issuedUntil, known.issuedUntil)
            entry.expiresAt = max(entry.expiresAt, known.expiresAt)
        }
        self.entries[revocation.subject] = entry
    }

    /// Forgets what cannot end anything any more; costs nothing while the table is small or has just been looked through.
    mutating func prune(at now: Int64) {
        guard self.entries.count >= self.nextPruning else { return }
        self.entries = self.entries.filter { $0.value.expiresAt > now }
        self.nextPruning = max(1_024, self.entries.count * 2)
    }

    /// Whether one of the revocations ends a token.
    ///
    /// API keys end with their records, since a revocation is forgotten before they would expire.
    func ends(_ claims: TokenClaims) -> Bool {
        if self.entries.isEmpty || claims.kind == .apiKey { return false }
        if self.ends(.token(claims.tokenID), claims) || self.ends(.user(claims.subject), claims) { return true }
        if let grant = claims.grantID, self.ends(.grant(grant), claims) { return true }
        guard !claims.clientID.isEmpty else { return false }
        return self.ends(.client(claims.clientID), claims)
            || self.ends(.userAndClient(user: claims.subject, client: claims.clientID), claims)
    }

    private func ends(_ subject: Revocation.Subject, _ claims: TokenClaims) -> Bool {
        guard let entry = self.entries[subject] else { return false }
        return claims.issuedAt <= entry.issuedUntil
    }
}
