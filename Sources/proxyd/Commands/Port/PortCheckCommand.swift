internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd port check`, which is also `proxyd service port check`.
struct PortCheckCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tell whether a port of the host can be had, and who has it.",
        discussion: "The exit status is 1 for one that cannot be had.")

    @Argument(help: "Port of the host.")
    var port: UInt16

    @Argument(help: "Address of the host; 127.0.0.1 if none is given.")
    var bindAddress: String?

    @Option(name: .customLong("protocol"), help: "tcp or udp.")
    var transport: ServicePort.Transport = .tcp

    @OptionGroup var api: APIOptions

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let answer = try await api.client(settings).send(call).value
        api.show(answer, as: .record)
        guard answer["available"] == .bool(true) else { throw CommandFailure(.refused, "") }
    }

    func call(_ settings: Settings) throws -> ManagementCall {
        var query: [ManagementCall.Parameter] = [.init("port", String(port))]
        if let bindAddress { query.append(.init("bind_address", bindAddress)) }
        if transport != .tcp { query.append(.init("protocol", transport.rawValue)) }
        return ManagementCall("port.check", query: query)
    }
}
