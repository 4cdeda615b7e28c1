internal import ACME
internal import Egress
internal import Logging
internal import ProxyModel
internal import RedisStore

extension OnDemandEnvironment {
    /// What a node obtains certificates with at handshakes.
    init(
        _ settings: Settings, configuration: FollowedCertificates, redis: RedisClient, fetcher: HTTPFetcher,
        logger: Logger
    ) {
        var onDemand = settings.certificates.onDemand
        onDemand.ownNames = [settings.management.baseDomain]
        let issuer = settings.certificates.directoryURL ?? IssuerPreset.letsEncrypt.rawValue
        onDemand.isPublicAuthority = IssuerPreset.allCases.contains { preset in
            preset != .local && (preset.rawValue == issuer || preset.directoryURL == issuer)
        }
        let follower = configuration.follower
        self.init(
            settings: onDemand, configuration: configuration, store: RedisIssuanceStore(redis),
            uses: RedisVolatileStore(redis),
            endpoint: PermissionEndpoint(fetcher, timeout: onDemand.permissionTimeout),
            host: { name in follower.withSnapshot { $0.flatMap { OnDemandHost.serving(name, in: $0) } } })
        let log = OnDemandLog(logger)
        observe = { log.note($0) }
    }
}
