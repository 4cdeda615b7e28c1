internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// A command that is one call of the management API.
protocol APICommand: AsyncParsableCommand {
    var api: APIOptions { get }
    /// How the result is shown; nil = as the operation's answer tells.
    var presentation: Presentation? { get }
    /// The call; throws `CommandFailure` for arguments that make none.
    func call(_ settings: Settings) throws -> ManagementCall
    /// What is worth knowing about a call that succeeded, for standard error.
    func remarks(_ client: ManagementClient) async -> [String]
}

extension APICommand {
    var presentation: Presentation? { nil }

    func remarks(_ client: ManagementClient) async -> [String] { [] }

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(settings)
        if case .list(_, _, _, let columns) = call.content {
            api.show(.array(try await client.collect(call)), as: presentation ?? .rows(columns))
        } else {
            api.show(try await client.send(call).value, as: presentation ?? .record)
        }
        for remark in await remarks(client) { StandardError.write("note: \(remark)") }
    }
}

extension ManagementCall {
    /// The request as a person reads it.
    var dryRunText: String {
        "\(method) \(target)" + (body.map { "\n" + $0.prettyText } ?? "")
    }
}
