/// Every setting of the process.
///
/// The flags, `.env.example` and `docs/configuration.md` are made from this list.
enum SettingCatalogue {
    static let groups = [
        listeners, clientAddresses, state, management, tls, certificates, onDemand, signIn, docker, dockerBounds,
        limits,
        timeouts, upstreams, egress, logging,
    ]

    static var all: [Setting] { groups.flatMap(\.settings) }

    private static let listeners = SettingGroup(
        title: "Listeners",
        settings: [
            Setting(
                "HTTP_PORT", \.listeners.httpPorts, .ports, default: "8080 (80 as root)", example: "80",
                "Port for plain HTTP, or several with commas. 0 switches a listener off, as for every port."),
            Setting(
                "HTTPS_PORT", \.listeners.httpsPorts, .ports, default: "8443 (443 as root)", example: "443",
                "Port for HTTPS, or several with commas."),
            Setting(
                "HTTP_PUBLIC_PORT", \.listeners.publicHTTPPort, .port, default: "the first of HTTP_PORT",
                example: "80", "Port for plain HTTP as clients see it, for addresses that are shown to them."),
            Setting(
                "HTTPS_PUBLIC_PORT", \.listeners.publicHTTPSPort, .port, default: "the first of HTTPS_PORT",
                example: "443",
                "Port for HTTPS as clients see it: for redirects, and part of the issuer when it is not 443."),
            Setting("API_PORT", \.listeners.apiPort, .port, example: "9000", "Port of the management API."),
            Setting(
                "PROXY_PROTOCOL_PORT", \.listeners.proxyProtocolPort, .port, example: "10001",
                "Port for connections that begin with a PROXY header; TLS or plain HTTP may follow."),
            Setting(
                "BIND_ADDRESS", \.listeners.bindAddress, .bindAddress, aliases: ["SERVER_HOST"], example: "192.0.2.10",
                "Address of the HTTP, HTTPS and PROXY protocol listeners; * is all interfaces, IPv6 and IPv4."),
            Setting(
                "API_BIND_ADDRESS", \.listeners.apiBindAddress, .bindAddress, example: "127.0.0.1",
                "Address of the management listener."),
            Setting(
                "LISTEN_BACKLOG", \.listeners.backlog, .count(1...65_535), example: "4096",
                "Connections that the kernel holds until they are accepted."),
            Setting(
                "WORKERS", \.workers, .count(1...1024), default: "one per processor", example: "4",
                "Number of worker threads."),
        ])

    private static let clientAddresses = SettingGroup(
        title: "Client addresses",
        settings: [
            Setting(
                "PROXY_PROTOCOL_TRUSTED", \.listeners.proxyProtocolTrusted, .addressBlocks,
                example: "127.0.0.0/8,10.0.0.0/8",
                """
                Sources that may send a PROXY header; connections from others are closed on a listener that expects \
                one. Name the load balancers only: whoever is listed can claim any client address. "none" is nobody.
                """),
            Setting(
                "PROXY_PROTOCOL_LISTENERS", \.listeners.proxyProtocolListeners, SettingType<ListenerName>.choices,
                example: "http,https",
                "Other listeners on which every connection begins with a PROXY header."),
            Setting(
                "PROXY_PROTOCOL_TIMEOUT", \.timeouts.proxyHeader, .duration(.milliseconds(100) ... .seconds(60)),
                example: "5s", "Time until the PROXY header is complete."),
            Setting(
                "TRUSTED_PROXIES", \.listeners.trustedProxies, .addressBlocks, default: "none", example: "10.0.0.0/8",
                "Peers whose X-Forwarded-For, X-Forwarded-Proto and X-Request-ID are believed."),
            Setting(
                "FORWARDED_HEADER", \.listeners.sendsForwardedHeader, .toggle, example: "on",
                "Adds the Forwarded header of RFC 7239 towards upstreams, beside X-Forwarded-*."),
        ])

    private static let state = SettingGroup(
        title: "State and secrets",
        settings: [
            Setting(
                "STATE_DIR", \.security.stateDirectory, .path,
                default:
                    "./.state if that folder exists; else /var/lib/proxyd as root, ~/.local/state/proxyd otherwise",
                example: "/var/lib/proxyd",
                """
                Folder with the generated secrets and the data of the embedded Redis. XDG_STATE_HOME is honoured.
                """),
            Setting(
                "SECRET_KEY", \.security.secretKeys, .secretKeys, isSecret: true,
                default: "made at the first start and kept in STATE_DIR/secret-key",
                example: "$(openssl rand -base64 32)",
                """
                Key that seals private keys and client secrets before they are stored; 32 bytes as base64 or \
                hexadecimal digits. Nodes that share one Redis need the same key. Further keys after a comma still \
                open what they sealed.
                """),
            Setting(
                "REDIS_URL", \.redis.url, .redisURL, isSecret: true,
                default: "an embedded redis-server with its data in STATE_DIR",
                example: "redis://user:password@redis.example:6379/0",
                "Redis that holds the state: redis://, rediss:// (TLS, verified) or unix://."),
            Setting(
                "REDIS_PASSWORD", \.redis.password, .secret, isSecret: true, example: "s3cret",
                "Password for REDIS_URL when the address has none."),
            Setting(
                "REDIS_CA_FILE", \.redis.caFile, .path, default: "the system's trust store",
                example: "/etc/ssl/redis-ca.pem", "Authorities (PEM) that a rediss:// server must be certified by."),
            Setting(
                "REDIS_COMMAND_TIMEOUT", \.redis.commandTimeout, .duration(.milliseconds(10) ... .seconds(60)),
                example: "5s", "Time until a Redis command must be answered."),
            Setting(
                "REDIS_SERVER", \.redis.serverProgram, .path, example: "/usr/bin/redis-server",
                "Program of the embedded Redis: a path, or a name that is looked up in PATH."),
        ])

    private static let management = SettingGroup(
        title: "Management",
        settings: [
            Setting(
                "ADMIN_TOKEN", \.management.adminToken, .adminToken, isSecret: true,
                default: "made at the first start and kept in STATE_DIR/admin-token",
                example: "acm_$(openssl rand -hex 32)",
                "The superuser's bearer token; it begins with acm_. The command line uses it too."),
            Setting(
                "ADMIN_EMAIL", \.management.adminEmail, .email, example: "admin@example.com",
                "E-mail address of the superuser, the default for certificates."),
            Setting(
                "API_URL", \.management.apiURL, .httpURL,
                default: "http:// at API_BIND_ADDRESS and API_PORT", example: "https://proxy.example.com",
                "Where the command line finds the management API."),
            Setting(
                "BASE_DOMAIN", \.management.baseDomain, .hostname, example: "example.com",
                "Domain below which a service gets its host when `service proxy-create` is given none."),
        ])

    private static let tls = SettingGroup(
        title: "TLS towards clients",
        settings: [
            Setting(
                "TLS_MIN_VERSION", \.tls.minimumVersion, .choice, example: "1.3", "Oldest TLS version that is spoken."),
            Setting(
                "TLS_UNKNOWN_NAME", \.tls.unknownName, .choice, example: "default",
                """
                What a handshake for a name without a certificate gets: "close" (the alert unrecognized_name) or \
                "default" (the certificate for clients that name no host).
                """),
            Setting(
                "TLS_DEFAULT_CERTIFICATE", \.tls.defaultCertificate, .recordName, default: "the oldest certificate",
                example: "example-com",
                "Name of the certificate for clients that name no host; without any, that of localhost from the local CA."
            ),
            Setting(
                "TLS_SESSION_TICKETS", \.tls.sessionTickets, .toggle, example: "off",
                "Lets clients resume sessions, on every worker and every node."),
            Setting(
                "TLS_HANDSHAKE_TIMEOUT", \.timeouts.tlsHandshake, .duration(.milliseconds(100) ... .seconds(120)),
                example: "10s", "Time until a TLS handshake is complete."),
            Setting(
                "TLS_CERTIFICATE_CACHE", \.tls.certificateCache, .count(16...10_000_000), example: "10000",
                "Certificates that are kept in memory; the rest is loaded when it is asked for."),
            Setting(
                "TLS_CERTIFICATE_WAIT", \.tls.certificateWait, .duration(.milliseconds(10) ... .seconds(60)),
                example: "5s", "Time that a handshake waits for its certificate to be loaded."),
        ])

    private static let limits = SettingGroup(
        title: "Limits",
        settings: [
            Setting(
                "MAX_REQUEST_LINE", \.limits.requestLine, .size(256...1 << 20), example: "16KiB",
                "Longest request line, and longest status line of an upstream; more is 414."),
            Setting(
                "MAX_HEADER_SIZE", \.limits.head, .size(1024...16 << 20), example: "64KiB",
                "Largest head of a message, all lines together; more is 431."),
            Setting(
                "MAX_HEADER_FIELDS", \.limits.fields, .count(8...10_000), example: "100",
                "Most header fields of a message, Cookie lines not counted; more is 431."),
            Setting(
                "MAX_COOKIE_FIELDS", \.limits.cookieLines, .count(1...10_000), example: "64",
                "Most Cookie lines of a request."),
            Setting(
                "MAX_BODY_SIZE", \.limits.body, .size(0...1 << 50), example: "100MiB",
                "Largest request body; more is 413. 0 is unlimited. A proxy's max_body_bytes wins."),
            Setting(
                "MAX_CONNECTIONS", \.limits.connections, .count(0...10_000_000), example: "100000",
                "Most client connections at a time. 0 is as many as file descriptors allow."),
        ])

    private static let timeouts = SettingGroup(
        title: "Timeouts towards clients",
        settings: [
            Setting(
                "HEADER_TIMEOUT", \.timeouts.header, waiting, example: "10s",
                "Time until a request head is complete; then 408."),
            Setting(
                "BODY_TIMEOUT", \.timeouts.bodyIdle, waiting, example: "60s",
                "Time without progress of a request body; then 408. A slow but steady upload is never cut."),
            Setting(
                "KEEP_ALIVE_TIMEOUT", \.timeouts.keepAlive, waiting, example: "75s",
                "Time that a client connection is kept open between two requests."),
            Setting(
                "TUNNEL_TIMEOUT", \.timeouts.tunnelIdle, .duration(.seconds(1) ... .seconds(30 * 86_400)),
                example: "1h",
                "Time without a byte in either direction of a WebSocket or other upgraded connection."),
            Setting(
                "DRAIN_TIMEOUT", \.timeouts.drain, .duration(.zero ... .seconds(3600)), example: "30s",
                "Time that running exchanges get to finish after SIGTERM."),
        ])

    private static let upstreams = SettingGroup(
        title: "Upstreams",
        settings: [
            Setting(
                "UPSTREAM_CONNECT_TIMEOUT", \.timeouts.upstreamConnect, waiting, aliases: ["PROXY_CONNECT_TIMEOUT"],
                example: "5s", "Time until a connection to an upstream stands, TLS included; then 504."),
            Setting(
                "UPSTREAM_RESPONSE_TIMEOUT", \.timeouts.upstreamResponse, waiting, aliases: ["PROXY_REQUEST_TIMEOUT"],
                example: "60s", "Time from the end of a request to the head of its response; then 504."),
            Setting(
                "UPSTREAM_READ_TIMEOUT", \.timeouts.upstreamRead, waiting, example: "60s",
                "Time between two reads of a response body."),
            Setting(
                "UPSTREAM_IDLE_CONNECTIONS", \.upstreams.idleConnections, .count(0...65_535), example: "512",
                "Idle connections that each worker keeps for each upstream."),
            Setting(
                "UPSTREAM_IDLE_TIMEOUT", \.upstreams.idleTimeout, waiting, example: "60s",
                "Time that an idle connection to an upstream is kept."),
            Setting(
                "UPSTREAM_MAX_CONNECTIONS", \.upstreams.maxConnections, .count(1...1_000_000), example: "2048",
                "Most connections of each worker to each upstream."),
            Setting(
                "UPSTREAM_QUEUE_LENGTH", \.upstreams.queueLength, .count(0...1_000_000), example: "1024",
                "Most requests of each worker that wait for a connection to one upstream; more is 503."),
            Setting(
                "UPSTREAM_QUEUE_TIMEOUT", \.upstreams.queueTimeout, waiting, example: "5s",
                "Time that a request waits for a connection to its upstream; then 503."),
        ])

    private static let logging = SettingGroup(
        title: "Logs",
        settings: [
            Setting("LOG_LEVEL", \.logging.level, .choice, example: "debug", "Least severity that is written."),
            Setting("LOG_FORMAT", \.logging.format, .choice, example: "plain", "Form of a log line."),
            Setting(
                "ACCESS_LOG", \.logging.accessLog, .accessLog, example: "/var/log/proxyd/access.log",
                "Access log: on (standard output), off, or the path of a file that is appended to."),
        ])

    private static let waiting = SettingType<Duration>.duration(.milliseconds(10) ... .seconds(86_400))
}
