package import Reactor

/// What a worker is told once, when it starts.
package struct WorkerSettings: Sendable {
    /// Deadlines in milliseconds.
    package struct Timeouts: Sendable {
        /// From the first byte of a request head to its last; absolute.
        package var head: Int64 = 10_000
        /// For a TLS handshake; absolute.
        package var handshake: Int64 = 10_000
        /// For a PROXY protocol header; absolute.
        package var proxyHeader: Int64 = 5_000
        /// Without progress of the request's content.
        package var bodyIdle: Int64 = 60_000
        /// Of a client's connection between two requests.
        package var keepAliveIdle: Int64 = 75_000
        /// Until an upstream has accepted, TLS included.
        package var connect: Int64 = 5_000
        /// In the queue for a connection to an upstream.
        package var queue: Int64 = 5_000
        /// From the end of the request to the response's head.
        package var responseHead: Int64 = 60_000
        /// Between two reads of a response, and for a client that takes nothing.
        package var responseIdle: Int64 = 60_000
        /// Without traffic in a tunnel.
        package var tunnelIdle: Int64 = 3_600_000
        /// Of an unused upstream connection.
        package var upstreamIdle: Int64 = 60_000
        /// For exchanges in flight when the process ends.
        package var drain: Int64 = 30_000
        /// How long a client that finished sending is still answered.
        package var halfClosed: Int64 = 3_000
        /// Discarding what a client still sends after its answer.
        package var linger: Int64 = 2_000

        /// The defaults.
        package init() {}
    }

    /// The deadlines of connections and exchanges.
    package var timeouts = Timeouts()
    /// Bounds of messages.
    package var http1 = HTTP1Limits()
    /// Peers whose `X-Forwarded-*` fields are believed.
    package var trustedProxies: [IPNetwork] = []
    /// Peers whose PROXY protocol header is believed.
    package var proxyProtocolTrusted: [IPNetwork] = []
    /// Open connections of clients per worker.
    package var maximumClients = 100_000
    /// Connections per upstream and worker.
    package var maximumUpstreamConnections = 2_048
    /// Unused connections that are kept per upstream and worker.
    package var maximumIdleUpstreamConnections = 512
    /// Requests that wait for a connection to one upstream, or for one service to start.
    package var maximumQueued = 1_024
    /// Content of a request to one of our own services.
    package var maximumLocalBody = 16 * 1024 * 1024
    /// Content of a request to the authorization server, which anybody may send, and of one without a token to the
    /// management service by a host that leads to it.
    package var maximumAccessBody = 128 * 1024
    /// Content of all requests to the authorization server, and by the management listener, that are collected or answered
    /// at a time, per worker.
    package var maximumLocalContent = 128 * 1024 * 1024
    /// The same of requests to the management service by hosts that lead to it: it is nothing that signing in has to share.
    package var maximumRoutedContent = 64 * 1024 * 1024
    /// Content of a request, unless its proxy says otherwise; 0 = no limit.
    package var maximumBody: UInt64 = 0
    /// The form of the access log's lines.
    package var accessLog = AccessLogFormat.json
    /// The name of this node in `Via` and `Proxy-Status`; unique, so that a loop is recognised.
    package var nodeName = "proxyd"
    /// The port that redirects to HTTPS lead to; 0 = HTTPS is off.
    package var publicHTTPSPort: UInt16 = 443
    /// The port for plain HTTP as clients see it.
    package var publicHTTPPort: UInt16 = 80
    /// How long a worker polls for the answer of an upstream that serves nobody else before it sleeps, in microseconds;
    /// 0 = it sleeps at once.
    package var busyPollMicroseconds: UInt64 = 100
    /// What every guarded host has in common.
    package var guarding = GuardSettings()
    /// The ports of services that are listened on at this node.
    package var gatedPorts = GatedPortSettings()
    /// Is told the name of a service that is asleep while requests wait for it, at most once a second; called on the worker's
    /// thread, so it only hands over.
    package var wakes: @Sendable (String) -> Void = { _ in }
    /// RFC 7239 `Forwarded` besides `X-Forwarded-*`.
    package var sendForwarded = false

    /// The defaults.
    package init() {}
}
