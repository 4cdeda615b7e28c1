internal import ArgumentParser
internal import ProxyModel

/// What may be said of a port when it is added, and later.
struct ServicePortFields: ParsableArguments {
    @Option(help: "Port in the container; the service's internal port if none is given.")
    var container: UInt16?

    @Option(name: .customLong("protocol"), help: "tcp or udp.")
    var transport: ServicePort.Transport?

    @Flag(
        inversion: .prefixedNo,
        help: "Whether only HTTP requests with a token are admitted; one is made and shown unless it is given.")
    var requireToken: Bool?

    @Option(help: "Addresses or CIDR blocks that connections may come from, with commas.")
    var allowedSources: String?

    @Option(help: "For people.")
    var description: String?

    /// The members that are given.
    var body: JSONObject {
        var body = JSONObject()
        if let container { body.append("container", .integer(Int64(container))) }
        if let transport { body.append("protocol", .string(transport.rawValue)) }
        if let requireToken { body.append("require_token", .bool(requireToken)) }
        if let allowedSources { body.append("allowed_sources", .list(allowedSources)) }
        if let description { body.append("description", .string(description)) }
        return body
    }
}
