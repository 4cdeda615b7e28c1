internal import ArgumentParser
internal import ManagementAPI

struct SystemNodesCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "nodes", abstract: "List the nodes that share the state.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation { .rows(["node_id", "hostname", "version", "revision", "started_at", "last_seen"]) }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("GET", "system", "nodes")
    }
}
