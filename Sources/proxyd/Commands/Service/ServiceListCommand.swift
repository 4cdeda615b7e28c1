internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service list`.
struct ServiceListCommand: APICommand {
    /// The kinds of service.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case docker, external, `internal`
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what routes and proxies can name.", aliases: ["list-all"])

    @Argument(help: "docker, external or internal; with docker, true lists the caller's own only.")
    var words: [String] = []

    @Option(help: "docker, external or internal; all of them if none is given.")
    var type: Kind?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var kind = type
        var ownedOnly = false
        for word in words where !word.isEmpty {
            if kind == nil, let named = Kind(rawValue: word) {
                kind = named
            } else {
                ownedOnly = try Choice.parse(word, default: false, for: "owned-only")
            }
        }
        return switch kind {
        case .docker: ManagementCall("docker.list", query: ownedOnly ? [.init("owned_only", "true")] : [])
        case .external: ManagementCall("service.list")
        case .internal: ManagementCall("service.list-all", query: [.init("service_type", "internal")])
        case nil: ManagementCall("service.list-all")
        }
    }
}
