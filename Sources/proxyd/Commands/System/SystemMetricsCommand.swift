internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd system metrics`.
struct SystemMetricsCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Print the metrics of a node in Prometheus' text format.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .document }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("system.metrics") }
}
