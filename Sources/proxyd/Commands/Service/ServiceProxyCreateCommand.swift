internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service proxy-create`.
struct ServiceProxyCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy-create", abstract: "Serve a host from a service.")

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "Host name, the service's name below BASE_DOMAIN if none is given; then false to serve HTTP alone.")
    var words: [String] = []

    @Option(name: .customLong("hostname"), help: "Host name.")
    var hostOption: String?

    @Flag(name: .customLong("no-https"), help: "Serve HTTP alone.")
    var noHTTPS = false

    @Flag(name: .customLong("enable-https"), help: .hidden)
    var enableHTTPS = false

    @Flag(help: "A certificate that is asked for comes from the authority's test system.")
    var staging = false

    @OptionGroup var api: APIOptions

    func run() async throws {
        let settings = try api.settings()
        let (hostname, https) = try parsed()
        var query: [ManagementCall.Parameter] = []
        if let hostname { query.append(.init("hostname", hostname)) }
        if !https { query.append(.init("enable_https", "false")) }
        if staging { query.append(.init("staging", "true")) }
        let call = ManagementCall("docker.proxy", name, query: query)
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(settings)
        do throws(ManagementFailure) {
            api.show(try await client.send(call).value, as: .record)
        } catch {
            guard case .refused(let refusal) = error, refusal.status == 404 else { throw error }
            let target = try await client.send(ManagementCall("service.show", name)).json?["target_url"] ?? .null
            let host = hostname ?? "\(name).\(settings.management.baseDomain)"
            let body: JSONObject = [
                "hostname": .string(host), "target_url": target, "enable_https": .bool(https),
            ]
            let flags: [ManagementCall.Parameter] = staging ? [.init("staging", "true")] : []
            let answer = try await client.send(ManagementCall("proxy.create", query: flags, body: .object(body)))
            api.show(answer.value, as: .record)
        }
    }

    private func parsed() throws(CommandFailure) -> (hostname: String?, https: Bool) {
        var hostname = hostOption
        var https: Bool?
        for word in words where !word.isEmpty {
            if https == nil, let choice = Choice.parse(word), hostname != nil || !word.contains(".") {
                https = choice
            } else if hostname == nil {
                hostname = word
            } else {
                throw CommandFailure(.usage, "proxyd: enable-https: '\(word)' is not true or false")
            }
        }
        return (hostname, https ?? (enableHTTPS || !noHTTPS))
    }
}
