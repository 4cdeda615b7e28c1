internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd route explain`.
struct RouteExplainCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tell where a request would go, and why.")

    @Argument(help: "Host of the request.")
    var host: String

    @Argument(help: "Path of the request.")
    var path = "/"

    @Argument(help: "Method of the request.")
    var method = "GET"

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall(
            "route.explain",
            query: [.init("method", method.uppercased()), .init("host", host), .init("path", path)])
    }
}
