internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service proxy-create`.
struct ServiceProxyCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy-create", abstract: "Serve a host from a service that is registered.")

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "Host name; the service's name below BASE_DOMAIN if none is given.")
    var hostname: String?

    @Argument(help: "true serves HTTPS, too.")
    var enableHTTPS: String?

    @OptionGroup var api: APIOptions

    func run() async throws {
        let settings = try api.settings()
        var body = JSONObject()
        body.append("hostname", .string(hostname ?? "\(name).\(settings.management.baseDomain)"))
        body.append("target_url", .string("(address of \(name))"))
        body.append("enable_https", .bool(try Choice.parse(enableHTTPS, default: false, for: "enable-https")))
        guard !api.dryRun else { return print(ManagementCall("proxy.create", body: .object(body)).dryRunText) }
        let client = try api.client(settings)
        body["target_url"] = try await client.send(ManagementCall("service.show", name)).json?["target_url"] ?? .null
        let answer = try await client.send(ManagementCall("proxy.create", body: .object(body)))
        api.show(answer.value, as: .record)
    }
}
