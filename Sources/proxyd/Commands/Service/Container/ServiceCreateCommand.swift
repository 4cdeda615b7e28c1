internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service create`.
struct ServiceCreateCommand: ServiceMakingCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Run a service in a container.",
        discussion: """
            Arguments behind the name may be left out and are told apart by what they look like: an image, a Dockerfile, \
            the port in the container, memory such as 512m, processors such as 1.0, and true for a host of its own.
            """)

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(
        help: ArgumentHelp(
            "What it is made of.", valueName: "[image] [dockerfile] [port] [memory] [cpu] [auto-proxy]"))
    var words: [String] = []

    @Flag(help: "Serve it as its name below BASE_DOMAIN, too.")
    var autoProxy = false

    @Flag(help: "Wait until it runs, and show how far it is.")
    var wait = false

    @OptionGroup var fields: ServiceFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let words = try ServiceWords(words)
        var body = try creation(words)
        if let bind = words.bind { body["bind_address"] = .string(bind) }
        let isProxied = autoProxy || words.autoProxy == true
        return ManagementCall(
            "docker.create", query: isProxied ? [.init("auto_proxy", "true")] : [], body: .object(body))
    }
}
