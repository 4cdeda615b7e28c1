internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth echo-setup`: two guarded hosts for the demo MCP server, in containers or as a process.
///
/// It may be called again: what is there is brought to what it says.
struct OAuthEchoSetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo-setup",
        abstract: "Guard two hosts with the demo MCP server behind them.",
        discussion: """
            Makes echo-stateless and echo-stateful below BASE_DOMAIN, with certificates of the local CA, and AUTH_HOST \
            where people sign in. Behind them are the services of these names that 'proxyd oauth echo-start' runs in \
            containers; where there are none, the server that 'proxyd demo-mcp' starts.
            """)

    @Argument(help: "Host of the authorization server; auth below BASE_DOMAIN if none is given.")
    var authHost: String?

    @Argument(help: "Address of the demo MCP server; its services in containers, else http://127.0.0.1:9090.")
    var targetURL: String?

    @OptionGroup var api: APIOptions

    func run() async throws {
        let settings = try api.settings()
        let domain = settings.management.baseDomain
        let authHost = authHost ?? "auth." + domain
        let hosts = EchoService.allCases.map { $0.rawValue + "." + domain }
        let routes = ManagementCall("oauth.routes.setup", body: ["oauth_domain": .string(authHost)])
        guard !api.dryRun else {
            let target = Target.url(targetURL ?? Self.processURL)
            let calls = [routes] + hosts.flatMap { [creation(of: $0, target)] + guarding($0, authHost) }
            return print(calls.map(\.dryRunText).joined(separator: "\n"))
        }
        let client = try api.client(settings)
        _ = try await client.send(routes)
        for (service, host) in zip(EchoService.allCases, hosts) {
            try await make(host, try await target(service, client), client)
            for call in guarding(host, authHost) { _ = try await client.send(call) }
        }
        let listed = try await client.collect(ManagementCall("resource.list"))
        api.show(
            .array(listed.filter { $0["proxy_target"]?.stringValue.map(hosts.contains) ?? false }),
            as: .rows(["uri", "auth_proxy"]))
    }

    private static let processURL = "http://127.0.0.1:9090"

    /// What is behind a host.
    private enum Target {
        case url(String)
        case service(String)

        /// The members of a proxy that say so.
        var members: JSONObject {
            switch self {
            case .url(let url): ["target_url": .string(url), "target_service": .null]
            case .service(let name): ["target_url": .null, "target_service": .string(name)]
            }
        }
    }

    private func target(
        _ service: EchoService, _ client: ManagementClient
    ) async throws(ManagementFailure) -> Target {
        if let targetURL { return .url(targetURL) }
        do throws(ManagementFailure) {
            _ = try await client.send(ManagementCall("docker.show", service.rawValue))
            return .service(service.rawValue)
        } catch {
            guard case .refused(let refusal) = error, refusal.status == 404 else { throw error }
            return .url(Self.processURL)
        }
    }

    private func make(
        _ host: String, _ target: Target, _ client: ManagementClient
    ) async throws(ManagementFailure) {
        do throws(ManagementFailure) {
            _ = try await client.send(creation(of: host, target))
        } catch {
            guard Self.isConflict(error) else { throw error }
            _ = try await client.send(ManagementCall("proxy.update", host, body: .object(target.members)))
        }
    }

    /// Whether the host is there already.
    private static func isConflict(_ failure: ManagementFailure) -> Bool {
        guard case .refused(let refusal) = failure else { return false }
        return refusal.status == 409
    }

    private func creation(of host: String, _ target: Target) -> ManagementCall {
        var body: JSONObject = ["hostname": .string(host), "internal": true]
        for member in target.members.members where member.value != .null { body.append(member.name, member.value) }
        return ManagementCall("proxy.create", body: .object(body))
    }

    private func guarding(_ host: String, _ authHost: String) -> [ManagementCall] {
        let isStateful = host.hasPrefix(EchoService.stateful.rawValue)
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
