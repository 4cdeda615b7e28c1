internal import ProxyCore
internal import ProxyModel
internal import Reactor

extension WorkerSettings {
    /// What a worker needs of the settings; limits of the process are shared out among `workers`.
    init(
        _ settings: Settings, workers: Int, nodeName: String, httpsPort: UInt16,
        decided: @escaping @Sendable (GuardDecision) -> Void = { _ in }
    ) {
        self.init()
        self.guarding.decided = decided
        let timeouts = settings.timeouts
        self.timeouts.proxyHeader = timeouts.proxyHeader.wholeMilliseconds
        self.timeouts.handshake = timeouts.tlsHandshake.wholeMilliseconds
        self.timeouts.head = timeouts.header.wholeMilliseconds
        self.timeouts.bodyIdle = timeouts.bodyIdle.wholeMilliseconds
        self.timeouts.keepAliveIdle = timeouts.keepAlive.wholeMilliseconds
        self.timeouts.connect = timeouts.upstreamConnect.wholeMilliseconds
        self.timeouts.queue = settings.upstreams.queueTimeout.wholeMilliseconds
        self.timeouts.responseHead = timeouts.upstreamResponse.wholeMilliseconds
        self.timeouts.responseIdle = timeouts.upstreamRead.wholeMilliseconds
        self.timeouts.tunnelIdle = timeouts.tunnelIdle.wholeMilliseconds
        self.timeouts.upstreamIdle = settings.upstreams.idleTimeout.wholeMilliseconds
        self.timeouts.drain = timeouts.drain.wholeMilliseconds
        self.http1.startLineBytes = settings.limits.requestLine
        self.http1.headBytes = settings.limits.head
        self.http1.fieldLines = settings.limits.fields
        self.http1.cookieLines = settings.limits.cookieLines
        self.maximumBody = settings.limits.body
        if settings.limits.connections > 0 {
            self.maximumClients = max(1, settings.limits.connections / workers)
        }
        self.maximumIdleUpstreamConnections = settings.upstreams.idleConnections
        self.maximumUpstreamConnections = settings.upstreams.maxConnections
        self.maximumQueued = settings.upstreams.queueLength
        self.trustedProxies = settings.listeners.trustedProxies.compactMap { IPNetwork($0.description) }
        self.proxyProtocolTrusted = settings.listeners.proxyProtocolTrusted.compactMap { IPNetwork($0.description) }
        self.sendForwarded = settings.listeners.sendsForwardedHeader
        self.publicHTTPSPort = settings.listeners.publicHTTPSPort ?? httpsPort
        self.publicHTTPPort = settings.listeners.clientHTTPPort
        self.guarding.allowedUsers = settings.oauth.allowedUsers
        self.guarding.resourceOrigins = settings.oauth.resourceOrigins
        self.nodeName = nodeName
        switch (settings.logging.accessLog, settings.logging.format) {
        case (.off, _): self.accessLog = .off
        case (_, .json): self.accessLog = .json
        case (_, .plain): self.accessLog = .plain
        }
    }
}
