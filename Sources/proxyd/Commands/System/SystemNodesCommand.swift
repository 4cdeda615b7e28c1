internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd system nodes`.
struct SystemNodesCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "nodes", abstract: "List the nodes that share the state.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("system.nodes")
    }
}
