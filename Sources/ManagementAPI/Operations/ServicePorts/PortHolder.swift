internal import DockerControl
internal import ProxyModel

/// Look-ups of ports and of who has them, and what is said when one cannot be had.
enum PortHolder {
    /// The service that a call's path names; throws a 404, and a 409 for one that is being removed.
    static func service(
        _ call: OperationCall, in snapshot: ConfigurationSnapshot? = nil
    ) throws(Problem) -> Stored<ContainerService> {
        let snapshot = if let snapshot { snapshot } else { try call.snapshot() }
        let stored = try snapshot.dockerService(call.path("name"), for: call.caller)
        guard stored.value.deletion == nil || call.request.method == "GET" else {
            throw Problem(.conflict, "the service '\(stored.value.name)' is being removed")
        }
        return stored
    }

    /// A port by its name; throws a 404.
    static func port(_ name: String, of service: ContainerService) throws(Problem) -> ServicePort {
        guard let port = service.ports.first(where: { $0.name == name }) else {
            throw Problem(.notFound, "the service has no port '\(name)'")
        }
        return port
    }

    /// The 409 that says who has a port; to those who do not own that service it is somebody else's.
    static func conflict(
        _ port: ServicePort, with holder: PortAllocation.Entry, for caller: Caller
    ) -> Problem {
        let holderText = text(holder, for: caller)
        var members: JSONObject = [
            "port": .integer(Int64(port.hostPort)), "bind_address": .string(port.bind),
            "protocol": .string(port.transport.rawValue),
        ]
        if caller.owns(holder.owner) { members.append("held_by", heldBy(holder)) }
        return Problem(
            .conflict, "port \(port.hostPort) of \(port.bind) is taken by \(holderText)", members: members)
    }

    /// Who has a port, for a sentence.
    static func text(_ holder: PortAllocation.Entry, for caller: Caller) -> String {
        caller.owns(holder.owner)
            ? "the service '\(holder.service)' (port '\(holder.port.name)' on \(holder.port.bind))"
            : "a service of another owner"
    }

    /// Who has a port, for programs.
    static func heldBy(_ holder: PortAllocation.Entry) -> JSONValue {
        [
            "service_name": .string(holder.service), "port_name": .string(holder.port.name),
            "bind_address": .string(holder.port.bind),
        ]
    }

    /// The 422 of ports that nobody gets.
    static func problem(_ refusals: [PortRefusal], under pointer: String = "") -> Problem {
        Problem(
            SchemaProblem(
                refusals.map { refusal in
                    SchemaIssue(
                        pointer: pointer + refusal.pointer,
                        detail: "\(refusal.detail) (rule \(refusal.rule), setting \(refusal.setting))")
                }))
    }
}
