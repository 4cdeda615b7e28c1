internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// A command that is one call of the management API.
protocol APICommand: AsyncParsableCommand {
    var api: APIOptions { get }
    /// How the result is shown.
    var presentation: Presentation { get }
    /// The call; throws `CommandFailure` for arguments that make none.
    func call(_ settings: Settings) throws -> ManagementCall
}

extension APICommand {
    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(settings)
        if case .rows = presentation {
            api.show(.array(try await client.collect(call)), as: presentation)
        } else {
            let answer = try await client.send(call)
            api.show(
                answer.json ?? (answer.text.isEmpty ? .object(JSONObject()) : .string(answer.text)), as: presentation)
        }
    }
}

extension ManagementCall {
    /// The request as a person reads it.
    var dryRunText: String {
        "\(method) \(target)" + (body.map { "\n" + $0.prettyText } ?? "")
    }
}
