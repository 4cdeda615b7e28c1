internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service port add`.
struct ServicePortAddCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Open a port of the host that leads to a service.")

    @Argument(help: "Name of the service.")
    var service: String

    @Argument(
        help: ArgumentHelp(
            """
            Port of the host, the next free one if none is given; then its address (127.0.0.1 if none is given) and a \
            token that requests have to carry.
            """, valueName: "[port] [bind-address] [source-token]"))
    var words: [String] = []

    @Option(help: "Name of the port within the service; port-NUMBER if none is given.")
    var name: String?

    @Option(help: "Address of the host.")
    var bind: String?

    @Option(help: "Token that requests have to carry.")
    var sourceToken: String?

    @OptionGroup var fields: ServicePortFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let parsed = try ServicePortWords(words)
        var body = fields.body
        let port = parsed.port
        let number = port ?? fields.container
        body.append("name", .string(name ?? number.map { "port-\($0)" } ?? "port"))
        if let port { body.append("host", .integer(Int64(port))) }
        if let bind = bind ?? parsed.bind { body.append("bind", .string(bind)) }
        if let token = sourceToken ?? parsed.sourceToken { body.append("source_token", .string(token)) }
        return ManagementCall("service.port.add", service, body: .object(body))
    }
}
