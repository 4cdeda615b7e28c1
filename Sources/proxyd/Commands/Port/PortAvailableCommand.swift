internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd port available`.
struct PortAvailableCommand: APICommand {
    /// What a table shows of a range.
    static let columns = ["start", "end", "count"]

    static let configuration = CommandConfiguration(
        commandName: "available", abstract: "Show which ports of DOCKER_PORT_RANGE no service has.")

    @Argument(help: "Address of the host; 127.0.0.1 if none is given.")
    var bindAddress: String?

    @Option(name: .customLong("protocol"), help: "tcp or udp.")
    var transport: ServicePort.Transport = .tcp

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let bind = bindAddress.map { [ManagementCall.Parameter("bind_address", $0)] } ?? []
        return ManagementCall(
            "port.available", query: bind + (transport == .tcp ? [] : [.init("protocol", transport.rawValue)]))
    }
}
