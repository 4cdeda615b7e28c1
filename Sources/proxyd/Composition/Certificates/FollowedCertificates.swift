internal import ACME
internal import ManagementAPI
internal import ProxyModel
internal import RedisStore

/// What certificates are wanted, as this node follows the configuration, and the way in which they are written there.
struct FollowedCertificates: CertificateConfiguration {
    let follower: ConfigurationFollower
    let store: any ConfigurationStore
    let editor: ConfigurationEditor

    func intent(_ name: String) -> CertificateIntent? {
        follower.withSnapshot { $0?.certificateIntents[name]?.value }
    }

    func certificate(_ name: String) -> CertificateRecord? {
        follower.withSnapshot { $0?.certificates[name]?.value }
    }

    func issuer(_ name: String) -> CertificateIssuer? {
        follower.withSnapshot { $0?.certificateIssuers[name]?.value }
    }

    var intentNames: [String] {
        follower.withSnapshot { $0.map { Array($0.certificateIntents.keys) } ?? [] }
    }

    func sealedBundle(_ name: String) async throws(StoreFailure) -> [UInt8]? { try await store.sealedBundle(name) }

    func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem) {
        try await editor.edit(plan)
    }
}
