internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service ports-global`, by which older scripts call `proxyd port list`.
struct ServicePortsGlobalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ports-global", abstract: "List the ports of the host that services have.")

    @OptionGroup var list: PortListCommand

    func run() async throws {
        var list = list
        try await list.run()
    }
}
