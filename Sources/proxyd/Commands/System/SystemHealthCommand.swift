internal import ArgumentParser
internal import ManagementAPI

struct SystemHealthCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Show the health of a node; status 1 when it cannot serve.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation { .record }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("GET", path: "/health")
    }
}
