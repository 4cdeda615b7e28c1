import OAuthServer
import ProxyModel
import Testing

@testable import proxyd

struct `Reading settings` {
    private func settings(
        flags: [String: String] = [:], environment: [String: String] = [:], file: [String: String] = [:],
        isRoot: Bool = false
    ) throws -> Settings {
        try Settings(SettingSources(flags: flags, environment: environment, file: file), isRoot: isRoot)
    }

    private func refusal(_ environment: [String: String]) -> SettingProblem? {
        #expect(throws: SettingProblems.self) { try settings(environment: environment) }?.all.first
    }

    @Test func `nothing set means the defaults of an unprivileged process`() throws {
        let settings = try settings()
        #expect(settings.listeners.httpPorts == [8080])
        #expect(settings.listeners.httpsPorts == [8443])
        #expect(settings.listeners.apiPort == 9000)
        #expect(settings.listeners.proxyProtocolPort == 10001)
        #expect(settings.listeners.bindAddress == .everywhere)
        #expect(settings.listeners.apiBindAddress == .literal("127.0.0.1"))
        #expect(settings.redis.url == nil)
    }

    @Test func `root serves the well-known ports`() throws {
        let settings = try settings(isRoot: true)
        #expect(settings.listeners.httpPorts == [80])
        #expect(settings.listeners.httpsPorts == [443])
    }

    @Test func `a flag wins over the environment, which wins over the file`() throws {
        let all = try settings(
            flags: ["HTTP_PORT": "1"], environment: ["HTTP_PORT": "2"], file: ["HTTP_PORT": "3"])
        let two = try settings(environment: ["HTTP_PORT": "2"], file: ["HTTP_PORT": "3"])
        let one = try settings(file: ["HTTP_PORT": "3"])
        #expect(all.listeners.httpPorts == [1])
        #expect(two.listeners.httpPorts == [2])
        #expect(one.listeners.httpPorts == [3])
    }

    @Test func `an empty value counts as absent`() throws {
        let settings = try settings(environment: ["HTTP_PORT": ""], file: ["HTTP_PORT": "3"])
        #expect(settings.listeners.httpPorts == [3])
    }

    @Test func `the predecessors' names are aliases`() throws {
        let settings = try settings(environment: ["SERVER_HOST": "0.0.0.0", "PROXY_CONNECT_TIMEOUT": "30"])
        #expect(settings.listeners.bindAddress == .literal("0.0.0.0"))
        #expect(settings.timeouts.upstreamConnect == .seconds(30))
    }

    @Test func `signing in has the predecessors' names and units`() throws {
        let settings = try settings(environment: [
            "OAUTH_ACCESS_TOKEN_LIFETIME": "1800", "OAUTH_REFRESH_TOKEN_LIFETIME": "31536000",
            "OAUTH_ALLOWED_GITHUB_USERS": "ann, *@example.com", "OAUTH_JWT_ALGORITHM": "rs256",
            "GITHUB_CLIENT_ID": "Iv1.x", "GITHUB_CLIENT_SECRET": "s3cret", "OAUTH_REGISTRATION": "token",
            "HTTPS_PUBLIC_PORT": "443", "EGRESS_ALLOWED": "127.0.0.1,10.0.0.0/8",
            "EGRESS_CA_FILE": "/etc/ssl/own.pem",
        ])
        #expect(settings.oauth.accessTokenLifetime == .seconds(1800))
        #expect(settings.oauth.refreshTokenLifetime == .seconds(31_536_000))
        #expect(settings.oauth.allowedUsers == ["ann", "*@example.com"])
        #expect(settings.oauth.signingAlgorithm == .rs256 && settings.oauth.registration == .token)
        #expect(settings.oauth.github.clientID == "Iv1.x")
        #expect(settings.listeners.publicHTTPSPort == 443)
        #expect(settings.egress.allowed.map(\.description) == ["127.0.0.1", "10.0.0.0/8"])
        #expect(settings.egress.caFile == "/etc/ssl/own.pem")
    }

    @Test func `certificates by ACME have the predecessors' names`() throws {
        let settings = try settings(environment: [
            "ACME_DIRECTORY_URL": "https://acme.example/dir", "ACME_STAGING_URL": "https://staging.example/dir",
            "ACME_EMAIL": "a@example.com", "ACME_CA_BUNDLE": "/etc/ssl/acme.pem",
            "PUBLIC_ADDRESSES": "203.0.113.5,2001:db8::5", "ACME_DNS_RESOLVERS": "127.0.0.1:5353,[::1]:53",
        ])
        #expect(settings.certificates.directoryURL == "https://acme.example/dir")
        #expect(settings.certificates.stagingURL == "https://staging.example/dir")
        #expect(settings.certificates.email == "a@example.com")
        #expect(settings.certificates.caFile == "/etc/ssl/acme.pem")
        #expect(settings.certificates.resolvers.count == 2)
        #expect(settings.certificates.publicAddresses.map(\.description) == ["203.0.113.5", "2001:db8::5"])
    }

    @Test(arguments: [
        ("ACME_DIRECTORY_URL", "http://acme.example/dir"), ("ACME_DIRECTORY_URL", "letsencrypt"),
        ("PUBLIC_ADDRESSES", "10.0.0.0/8"), ("ACME_DNS_RESOLVERS", "dns.example"), ("ACME_EMAIL", "nobody"),
    ])
    func `what cannot be used for certificates is refused by its name`(name: String, value: String) {
        #expect(refusal([name: value])?.name == name)
    }

    @Test(arguments: [
        ("OAUTH_ACCESS_TOKEN_LIFETIME", "1s"), ("OAUTH_SIGNING_ALGORITHM", "HS256"), ("OAUTH_REGISTRATION", "closed"),
        ("OAUTH_ALLOWED_USERS", "a,,b"), ("GITHUB_URL", "github.com"), ("EGRESS_ALLOWED", "10.0.0.0/33"),
        ("GITHUB_CLIENT_ID", "a b"), ("HTTPS_PUBLIC_PORT", "65536"),
    ])
    func `what cannot be used for signing in is refused by its name`(name: String, value: String) {
        #expect(refusal([name: value])?.name == name)
    }

    @Test func `all that is wrong is told at once`() throws {
        let problems = try #require(
            throws: SettingProblems.self,
            performing: {
                try settings(environment: [
                    "HTTP_PORT": "x", "API_PORT": "10001", "LOG_LEVEL": "loud", "OAUTH_ADMIN_USER": "ann",
                    "OAUTH_JWT_PRIVATE_KEY_B64": "no base64!", "ADMIN_TOKEN": "hunter2",
                ])
            })
        #expect(
            Set(problems.all.map(\.name)) == [
                "HTTP_PORT", "PROXY_PROTOCOL_PORT", "LOG_LEVEL", "OAUTH_ADMIN_PASSWORD",
                "OAUTH_JWT_PRIVATE_KEY_B64", "ADMIN_TOKEN",
            ])
        #expect(problems.description.split(separator: "\n").count == 6 && !problems.description.contains("hunter2"))
    }

    @Test(arguments: [
        (["OAUTH_ADMIN_USER": "ann"], "OAUTH_ADMIN_PASSWORD"),
        (["OAUTH_ADMIN_PASSWORD": "open sesame"], "OAUTH_ADMIN_USER"),
        (["OAUTH_ADMIN_USER": "ann", "OAUTH_ADMIN_PASSWORD": "short"], "OAUTH_ADMIN_PASSWORD"),
        (["OAUTH_ADMIN_USER": "a b", "OAUTH_ADMIN_PASSWORD": "open sesame"], "OAUTH_ADMIN_USER"),
        (["GITHUB_CALLBACK_PATH": "/elsewhere"], "GITHUB_CALLBACK_PATH"),
        (["OAUTH_REFRESH_ABSOLUTE_LIFETIME": "1s"], "OAUTH_REFRESH_ABSOLUTE_LIFETIME"),
        (["MCP_ALLOWED_ORIGINS": "https://a.test/"], "MCP_ALLOWED_ORIGINS"),
        (["MCP_ALLOWED_ORIGINS": "https://a.test:443"], "MCP_ALLOWED_ORIGINS"),
        (["MCP_ALLOWED_ORIGINS": "https://A.test"], "MCP_ALLOWED_ORIGINS"),
        (["MCP_ALLOWED_ORIGINS": "*"], "MCP_ALLOWED_ORIGINS"),
    ])
    func `a first account, a callback and origins are refused by name`(environment: [String: String], name: String) {
        #expect(refusal(environment)?.name == name)
    }

    @Test func `a first account, lifetimes, the callback and origins reach those who use them`() throws {
        let settings = try settings(environment: [
            "OAUTH_ADMIN_USER": "Ann", "OAUTH_ADMIN_PASSWORD": "open sesame", "GITHUB_CLIENT_ID": "Iv1.x",
            "GITHUB_CALLBACK_PATH": "/callback", "OAUTH_REFRESH_ABSOLUTE_LIFETIME": "90d",
            "MCP_ALLOWED_ORIGINS": "https://a.test, http://localhost:6274",
        ])
        #expect(settings.oauth.firstUser == "ann" && settings.oauth.firstUserPassword?.reveal() == "open sesame")
        let oauth = try OAuthSettings(settings)
        #expect(oauth.refreshAbsoluteLifetime == 90 * 86_400_000)
        #expect(oauth.gitHubCallbackPath == "/callback")
        #expect(settings.oauth.resourceOrigins == ["https://a.test", "http://localhost:6274"])
        #expect(try self.settings(environment: ["MCP_ALLOWED_ORIGINS": "none"]).oauth.resourceOrigins.isEmpty)
    }

    @Test func `a name wins over its alias`() throws {
        let settings = try settings(environment: ["SERVER_HOST": "0.0.0.0", "BIND_ADDRESS": "::1"])
        #expect(settings.listeners.bindAddress == .literal("::1"))
    }

    @Test(arguments: [
        ("HTTP_PORT", "99999", "'99999' is not a port from 0 to 65535, or several with commas"),
        ("HTTP_PORT", "-1", "'-1' is not a port from 0 to 65535, or several with commas"),
        ("HTTP_PORT", "80a", "'80a' is not a port from 0 to 65535, or several with commas"),
        ("BIND_ADDRESS", "example.com", "'example.com' is not an IPv4 or IPv6 address, or * for all interfaces"),
        ("BIND_ADDRESS", "10.0.0.0/8", "'10.0.0.0/8' is not an IPv4 or IPv6 address, or * for all interfaces"),
        ("TRUSTED_PROXIES", "10.0.0.0/33", "'10.0.0.0/33' is not a list of address blocks"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,,::1", "'10.0.0.0/8,,::1' is not a list of address blocks"),
        ("HEADER_TIMEOUT", "soon", "'soon' is not a duration from 10ms to 1d"),
        ("HEADER_TIMEOUT", "0", "'0' is not a duration from 10ms to 1d"),
        ("MAX_HEADER_SIZE", "12", "'12' is not a size from 1KiB to 16MiB"),
        ("WORKERS", "0", "'0' is not a whole number from 1 to 1024"),
        (
            "LOG_LEVEL", "loud", "'loud' is not one of trace, debug, info, notice, warning, error, critical"
        ),
        ("TLS_MIN_VERSION", "1.1", "'1.1' is not one of 1.2, 1.3"),
        ("API_URL", "unix:/x", "'unix:/x' is not an address that begins with http:// or https://"),
        ("ADMIN_EMAIL", "nobody", "'nobody' is not an e-mail address"),
        ("ACCESS_LOG", "somewhere", "'somewhere' is not on, off or an absolute path"),
    ])
    func `a bad value is refused with its name, what is wrong and an example`(
        name: String, value: String, reason: String
    ) throws {
        let problem = try #require(refusal([name: value]))
        #expect(problem.name == name)
        #expect(problem.reason == reason)
        #expect(problem.example != nil)
        #expect(problem.origin == .environment(name))
        #expect(!problem.description.contains("\n"))
    }

    @Test(arguments: ["SECRET_KEY", "ADMIN_TOKEN", "REDIS_URL"])
    func `a refused secret is not repeated`(name: String) throws {
        let problem = try #require(refusal([name: "hunter2"]))
        #expect(!problem.description.contains("hunter2"))
    }

    @Test func `two listeners cannot have one port`() throws {
        let problem = try #require(refusal(["HTTP_PORT": "9000"]))
        #expect(problem.name == "API_PORT")
        #expect(problem.reason == "9000 is also the HTTP_PORT")
    }

    @Test func `a web listener may have several ports`() throws {
        #expect(try settings(environment: ["HTTP_PORT": "80, 8080"]).listeners.httpPorts == [80, 8080])
        #expect(refusal(["HTTPS_PORT": "443,443"])?.reason == "443 is there twice")
    }

    @Test func `port 0 switches a listener off, but not all of them`() throws {
        let off = ["HTTP_PORT": "0", "HTTPS_PORT": "0", "PROXY_PROTOCOL_PORT": "0"]
        #expect(try settings(environment: off).listeners.httpPorts.isEmpty)
        #expect(refusal(off.merging(["API_PORT": "0"]) { $1 })?.reason == "every listener is switched off")
    }

    @Test func `the request line is a part of the head`() throws {
        #expect(refusal(["MAX_REQUEST_LINE": "64k", "MAX_HEADER_SIZE": "32k"])?.name == "MAX_REQUEST_LINE")
    }

    @Test func `trusted sources can be nobody`() throws {
        #expect(try settings(environment: ["PROXY_PROTOCOL_TRUSTED": "none"]).listeners.proxyProtocolTrusted.isEmpty)
    }

    @Test func `several keys are read in their order`() throws {
        let keys = [
            String(repeating: "0a", count: 32), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            "-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_8",
        ]
        let settings = try settings(environment: ["SECRET_KEY": keys.joined(separator: ", ")])
        let parsed = settings.security.secretKeys.map(\.bytes)
        #expect(parsed.count == 3)
        #expect(parsed[0] == [UInt8](repeating: 10, count: 32))
        #expect(parsed[1] == Array(0..<32))
        #expect(parsed[2].prefix(3) == [0xFB, 0xFF, 0xBF])
    }

    @Test(arguments: ["MAX_CONNECTIONS", "MAX_BODY_SIZE", "DRAIN_TIMEOUT", "ACCESS_LOG"])
    func `every example is accepted`(name: String) throws {
        let setting = try #require(SettingCatalogue.all.first { $0.name == name })
        _ = try settings(environment: [name: setting.example])
    }

    @Test func `examples without a command are accepted, and shown again as they were`() throws {
        for setting in SettingCatalogue.all where !setting.example.contains("$(") {
            let origin = SettingOrigin.environment(setting.name)
            var read = Settings()
            try setting.assign(setting.example, from: origin, to: &read)
            if let text = setting.text(in: read) { try setting.assign(text, from: origin, to: &read) }
        }
    }
}
