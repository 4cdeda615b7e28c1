internal import ProxyModel

/// A token for ports as a client asks for it.
struct PortTokenRequest: Sendable {
    private static let hour: Int64 = 3_600_000

    var name = ""
    var allowedServices: [String] = []
    var allowedPorts: [UInt16] = []
    /// nil = it does not expire.
    var hours: Int64?

    static let schema = ObjectSchema<PortTokenRequest>(
        "PortTokenConfiguration", blank: { PortTokenRequest() },
        fields: [
            Field("name", .required, \.name, .portTokenName, "Name of the token."),
            Field(
                "allowed_services", \.allowedServices, .list(.serviceName, limit: 100), default: [],
                "Services whose ports it opens; empty = all of its owner."),
            Field(
                "allowed_ports", \.allowedPorts, .list(.integer(1...65_535), limit: 100), default: [],
                "Ports of the host that it opens; empty = all of the services."),
            Field(
                "expires_hours", \.hours, .optional(.integer(1...87_600)), default: nil,
                "Hours until it ends; null = never."),
        ])

    /// The record; throws a 422 for services that the caller does not have, or that several have.
    ///
    /// A token opens ports of its owner alone: one that the admin makes for services of somebody is somebody's.
    func record(
        digest: String, in snapshot: ConfigurationSnapshot, _ call: OperationCall
    ) throws(Problem) -> PortToken {
        var token = PortToken(name: name, digest: digest, createdAt: call.now)
        token.allowedServices = allowedServices
        token.allowedPorts = allowedPorts
        token.expiresAt = hours.map { call.now + $0 * Self.hour }
        token.owner = call.caller.ownerName
        var issues: [SchemaIssue] = []
        var isFirst = true
        for (index, name) in allowedServices.enumerated() {
            let pointer = "/allowed_services/\(index)"
            guard let service = snapshot.dockerServices[name]?.value, call.caller.owns(service.owner) else {
                issues.append(SchemaIssue(pointer: pointer, detail: "there is no service '\(name)'"))
                continue
            }
            if isFirst { token.owner = service.owner }
            isFirst = false
            if service.owner != token.owner {
                issues.append(SchemaIssue(pointer: pointer, detail: "has another owner than those before it"))
            }
        }
        guard issues.isEmpty else { throw Problem(SchemaProblem(issues)) }
        return token
    }
}
