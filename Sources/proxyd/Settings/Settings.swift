/// Everything that is decided before the process starts to serve; read once and never changed.
///
/// `Settings()` holds the defaults of an unprivileged process. `SettingCatalogue` names each value.
package struct Settings: Sendable {
    package var listeners = ListenerSettings()
    package var redis = RedisSettings()
    package var management = AdministrationSettings()
    package var security = SecuritySettings()
    package var tls = TLSSettings()
    package var limits = LimitSettings()
    package var timeouts = TimeoutSettings()
    package var upstreams = UpstreamSettings()
    package var oauth = AuthorizationSettings()
    package var egress = EgressSettings()
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
