package import ProxyModel

/// The local authority as all nodes share it: one root, and one intermediate that follows another in time.
///
/// Both are written by compare-and-set: of nodes that make one at the same time exactly one wins.
package struct SharedLocalAuthority: Sendable {
    private let secrets: any SharedSecretStore
    private let now: @Sendable () -> Int64

    /// Makes the access to the authority; `now` is in milliseconds since 1970.
    package init(secrets: any SharedSecretStore, now: @escaping @Sendable () -> Int64) {
        self.secrets = secrets
        self.now = now
    }

    /// The authority, made by the first node that needs it, with an intermediate that is good for a week and more.
    ///
    /// While the store is away the one at hand goes on, though another should have followed. Throws
    /// `LocalAuthorityFailure`, and what the store throws.
    package func current() async throws -> LocalAuthority {
        let time = now()
        let kept = try secrets.secret(LocalAuthority.secretName)
        let root: [UInt8]
        if let kept {
            root = kept
        } else {
            root = try await secrets.update(LocalAuthority.secretName) { try $0 ?? LocalAuthority.makeRoot(now: time) }
        }
        let intermediate = try secrets.secret(LocalAuthority.intermediateSecretName)
        if let intermediate, LocalAuthority.isCurrent(intermediate, root: root, now: time) {
            return try LocalAuthority(root: root, intermediate: intermediate)
        }
        guard let made = try LocalAuthority.makeIntermediate(root: root, now: time) else {
            return try LocalAuthority(root: root, intermediate: nil)
        }
        do {
            let agreed = try await secrets.update(LocalAuthority.intermediateSecretName) { other in
                guard let other, LocalAuthority.isCurrent(other, root: root, now: time) else { return made }
                return other
            }
            return try LocalAuthority(root: root, intermediate: agreed)
        } catch let failure as StoreFailure {
            guard let intermediate else { throw failure }
            return try LocalAuthority(root: root, intermediate: intermediate)
        }
    }
}
