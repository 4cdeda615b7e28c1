internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth echo-start`: the demo MCP server in two containers, with sessions and without.
///
/// It may be called again: what is there is brought to what it says.
struct OAuthEchoStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo-start", abstract: "Run the demo MCP server in two containers.",
        discussion: """
            The services echo-stateless and echo-stateful are built from a context that 'scripts/mcp-echo-context' makes, \
            below DOCKER_BUILD_ROOTS. 'proxyd oauth echo-setup' then guards a host for each.
            """)

    @Argument(help: "Absolute path of the context's folder on the node.")
    var context: String

    @OptionGroup var api: APIOptions

    func run() async throws {
        let calls = EchoService.allCases.map {
            ManagementCall("docker.create", body: .object($0.body(context: context)))
        }
        guard !api.dryRun else { return print(calls.map(\.dryRunText).joined(separator: "\n")) }
        let client = try api.client(try api.settings())
        var services: [JSONValue] = []
        for (service, call) in zip(EchoService.allCases, calls) {
            try await make(service, call, client)
            var waiting = ServiceWait()
            services.append(try await waiting.settled(service.rawValue, client))
        }
        api.show(.array(services), as: .rows(["service_name", "status", "address", "health_status"]))
    }

    private func make(
        _ service: EchoService, _ call: ManagementCall, _ client: ManagementClient
    ) async throws(ManagementFailure) {
        do throws(ManagementFailure) {
            _ = try await client.send(call)
        } catch {
            guard case .refused(let refusal) = error, refusal.status == 409 else { throw error }
            _ = try await client.send(
                ManagementCall("docker.update", service.rawValue, body: .object(service.body(context: context))))
            _ = try await client.send(ManagementCall("docker.restart", service.rawValue))
        }
    }
}
