internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd port token create`.
struct PortTokenCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token that opens ports; it is shown this once.",
        discussion: "Clients send it as X-Source-Token, or as a bearer token.")

    @Argument(help: "Name of the token.")
    var name: String

    @Argument(help: "Services that it opens, with commas; all of its owner if none are given.")
    var services: String?

    @Argument(help: "Ports of the host that it opens, with commas; all of the services if none are given.")
    var ports: String?

    @Argument(help: "Hours until it ends; never if none are given.")
    var expiresHours: Int64?

    @Option(name: .customLong("services"), help: "The same as the argument.")
    var servicesOption: String?

    @Option(name: .customLong("ports"), help: "The same as the argument.")
    var portsOption: String?

    @Option(name: .customLong("expires-hours"), help: "The same as the argument.")
    var hoursOption: Int64?

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .text(member: "token") }

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = ["name": .string(name)]
        if let services = servicesOption ?? services { body.append("allowed_services", .list(services)) }
        if let ports = portsOption ?? ports { body.append("allowed_ports", .array(try Self.numbers(ports))) }
        if let hours = hoursOption ?? expiresHours { body.append("expires_hours", .integer(hours)) }
        return ManagementCall("port.token.create", body: .object(body))
    }

    private static func numbers(_ text: String) throws(CommandFailure) -> [JSONValue] {
        var numbers: [JSONValue] = []
        for part in text.split(separator: ",") {
            guard let number = Int64(part.trimmingSpaces) else {
                throw CommandFailure(.usage, "proxyd: ports: '\(part)' is not a port")
            }
            numbers.append(.integer(number))
        }
        return numbers
    }
}
