internal import ArgumentParser
internal import ManagementAPI

struct ServiceListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the services.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation { .rows(["service_name", "target_url", "description", "routing_enabled"]) }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("GET", "services", "external")
    }
}
