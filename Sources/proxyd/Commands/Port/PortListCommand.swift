internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd port list`.
struct PortListCommand: APICommand {
    /// What a table shows of a port.
    static let columns = [
        "host_port", "bind_address", "protocol", "service_name", "port_name", "container_port", "require_token",
        "allowed_sources",
    ]

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the ports of the host that services have.")

    @Argument(help: "true lists what is free instead.")
    var availableOnly: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let isFree = try Choice.parse(availableOnly, default: false, for: "available-only")
        return ManagementCall(isFree ? "port.available" : "port.list")
    }

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let answer = try await api.client(settings).send(call).value
        if let ranges = answer["ranges"]?.arrayValue {
            api.show(.array(ranges), as: .rows(PortAvailableCommand.columns))
        } else {
            api.show(.array(answer.objectValue?.members.map(\.value) ?? []), as: .rows(Self.columns))
        }
    }
}
