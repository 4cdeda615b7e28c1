/// A token whose signature and claims were found good, with what it is good for at each host it was used at.
final class VerifiedToken {
    private static let maximumGrants = 16

    let claims: TokenClaims
    private var grants: [AccessGrant] = []

    init(_ claims: TokenClaims) { self.claims = claims }

    /// What was decided for a host; nil when nothing was.
    @inline(__always)
    func grant(_ rules: GuardRules, _ host: UnsafeBufferPointer<UInt8>) -> AccessGrant? {
        for grant in self.grants where unsafe grant.isFor(rules, host) { return grant }
        return nil
    }

    /// Remembers a decision; the oldest goes when there are many.
    func remember(_ grant: AccessGrant) {
        if self.grants.count >= Self.maximumGrants { self.grants.removeFirst() }
        self.grants.append(grant)
    }

    /// Forgets every decision.
    func forgetGrants() { self.grants = [] }
}

@available(*, unavailable)
extension VerifiedToken: Sendable {}
