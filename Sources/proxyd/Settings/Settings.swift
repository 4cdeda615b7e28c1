/// Everything that is decided before the process starts to serve; read once and never changed.
///
/// `Settings()` holds the defaults of an unprivileged process. `SettingCatalogue` names each value.
package struct Settings: Sendable {
    /// Ports, addresses and whom they trust.
    package var listeners = ListenerSettings()
    /// Where the state is kept.
    package var redis = RedisSettings()
    /// The superuser and the API.
    package var management = AdministrationSettings()
    /// Secrets and the folder they are kept in.
    package var security = SecuritySettings()
    /// TLS towards clients.
    package var tls = TLSSettings()
    /// Certificates that are obtained by ACME.
    package var certificates = CertificateSettings()
    /// Services in containers.
    package var docker = DockerSettings()
    /// Bounds of messages and connections.
    package var limits = LimitSettings()
    /// Deadlines.
    package var timeouts = TimeoutSettings()
    /// Pools of connections to upstreams.
    package var upstreams = UpstreamSettings()
    /// The authorization server.
    package var oauth = AuthorizationSettings()
    /// What this node connects to on behalf of others.
    package var egress = EgressSettings()
    /// What is written where.
    package var logging = LoggingSettings()
    /// Number of worker threads; nil = one per processor that the process may use.
    package var workers: Int?

    /// The defaults; the web ports depend on whether the process may bind to low ones.
    package init(isRoot: Bool = false) {
        guard isRoot else { return }
        listeners.httpPorts = [80]
        listeners.httpsPorts = [443]
    }
}
