internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service create-exposed`.
struct ServiceCreateExposedCommand: ServiceMakingCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-exposed", abstract: "Run a service in a container, with the same port on the host.")

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "Image to run.")
    var image: String

    @Argument(help: "Port that the process in the container listens on, and port of the host.")
    var port: UInt16

    @Argument(
        help: ArgumentHelp(
            "Address of the host (127.0.0.1 if none is given), and what it may use.",
            valueName: "[bind-address] [memory] [cpu]"))
    var words: [String] = []

    @Option(help: "Address of the host.")
    var bindAddress: String?

    @Option(help: "Port of the host, if it is another one.")
    var hostPort: UInt16?

    @Flag(help: "Wait until it runs, and show how far it is.")
    var wait = false

    @OptionGroup var fields: ServiceFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let words = try ServiceWords(["image=\(image)", "port=\(port)"] + words)
        guard words.dockerfile == nil, words.autoProxy == nil else {
            throw CommandFailure(.usage, "proxyd: there are too many arguments")
        }
        var body = try creation(words)
        body["external_port"] = .integer(Int64(hostPort ?? port))
        if let bind = bindAddress ?? words.bind { body["bind_address"] = .string(bind) }
        return ManagementCall("docker.create", body: .object(body))
    }
}
