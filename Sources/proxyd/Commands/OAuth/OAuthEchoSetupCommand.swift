internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth echo-setup`: two guarded hosts for the MCP server of `proxyd demo-mcp`.
///
/// It may be called again: what is there is brought to what it says.
struct OAuthEchoSetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo-setup",
        abstract: "Guard two hosts with the demo MCP server behind them, which 'proxyd demo-mcp' starts.",
        discussion: """
            Makes echo-stateless and echo-stateful below BASE_DOMAIN, with certificates of the local CA, and AUTH_HOST \
            where people sign in. The server speaks every revision: with sessions to those who begin with initialize.
            """)

    @Argument(help: "Host of the authorization server; auth below BASE_DOMAIN if none is given.")
    var authHost: String?

    @Argument(help: "Address of the demo MCP server.")
    var targetURL = "http://127.0.0.1:9090"

    @OptionGroup var api: APIOptions

    func run() async throws {
        let settings = try api.settings()
        let domain = settings.management.baseDomain
        let authHost = authHost ?? "auth." + domain
        let hosts = ["echo-stateless", "echo-stateful"].map { $0 + "." + domain }
        let routes = ManagementCall("oauth.routes.setup", body: ["oauth_domain": .string(authHost)])
        guard !api.dryRun else {
            let calls = [routes] + hosts.flatMap { [creation(of: $0)] + guarding($0, authHost) }
            return print(calls.map(\.dryRunText).joined(separator: "\n"))
        }
        let client = try api.client(settings)
        _ = try await client.send(routes)
        for host in hosts {
            try await make(host, client)
            for call in guarding(host, authHost) { _ = try await client.send(call) }
        }
        let listed = try await client.collect(ManagementCall("resource.list"))
        api.show(
            .array(listed.filter { $0["proxy_target"]?.stringValue.map(hosts.contains) ?? false }),
            as: .rows(["uri", "auth_proxy"]))
    }

    private func make(_ host: String, _ client: ManagementClient) async throws(ManagementFailure) {
        do throws(ManagementFailure) {
            _ = try await client.send(creation(of: host))
        } catch {
            guard Self.isConflict(error) else { throw error }
            _ = try await client.send(ManagementCall("proxy.update", host, body: ["target_url": .string(targetURL)]))
        }
    }

    /// Whether the host is there already.
    private static func isConflict(_ failure: ManagementFailure) -> Bool {
        guard case .refused(let refusal) = failure else { return false }
        return refusal.status == 409
    }

    private func creation(of host: String) -> ManagementCall {
        ManagementCall(
            "proxy.create", body: ["hostname": .string(host), "target_url": .string(targetURL), "internal": true])
    }

    private func guarding(_ host: String, _ authHost: String) -> [ManagementCall] {
        let isStateful = host.hasPrefix("echo-stateful")
        return [
            ManagementCall("proxy.auth.set", host, body: ["auth_proxy": .string(authHost)]),
            ManagementCall(
                "proxy.resource.set", host,
                body: [
                    "endpoint": "/mcp", "stateful": .bool(isStateful),
                    "versions": .array(DemoMCPSite.revisions.map { .string($0) }),
                ]),
        ]
    }
}
