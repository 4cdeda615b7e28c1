internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service port update`.
struct ServicePortUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a port of a service; what is not named stays.")

    @Argument(help: "Name of the service.")
    var service: String

    @Argument(help: "Name of the port.")
    var port: String

    @Option(help: "Port of the host.")
    var host: UInt16?

    @Option(help: "Address of the host.")
    var bind: String?

    @Option(help: "Token that requests have to carry.")
    var sourceToken: String?

    @OptionGroup var fields: ServicePortFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = fields.body
        if let host { body.append("host", .integer(Int64(host))) }
        if let bind { body.append("bind", .string(bind)) }
        if let sourceToken { body.append("source_token", .string(sourceToken)) }
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was named") }
        return ManagementCall("service.port.update", service, port, body: .object(body))
    }
}
