internal import ProxyModel

extension EngineClient {
    /// Makes a network of the kind `bridge` and returns its identifier.
    ///
    /// `isInternal` leaves it without a way out; `isolatesMembers` keeps its members from one another. Throws
    /// `EngineFailure`, `conflict` when the name is taken.
    package func createNetwork(
        _ name: EngineName, labels: [String: String] = [:], isInternal: Bool = false, isolatesMembers: Bool = false
    ) async throws(EngineFailure) -> EngineName {
        var request = EngineRequest("POST", "networks", "create")
        let options = isolatesMembers ? ["com.docker.network.bridge.enable_icc": "false"] : [:]
        request.body = [
            "Name": .string(name.description), "CheckDuplicate": true, "Driver": "bridge",
            "Internal": .bool(isInternal), "Labels": JSONValue(texts: labels), "Options": JSONValue(texts: options),
        ]
        guard let id = EngineName(try await document(request).text("Id")) else {
            throw EngineFailure(.protocolViolation, "no identifier")
        }
        return id
    }

    /// Tells all of one network, its members included.
    ///
    /// Throws `EngineFailure`.
    package func network(_ name: EngineName) async throws(EngineFailure) -> NetworkDetails {
        let answer = try await document(EngineRequest("GET", "networks", name.description))
        guard let details = NetworkDetails(answer) else { throw EngineFailure(.protocolViolation, "no network") }
        return details
    }

    /// All networks that have all of these labels; their members are left out.
    ///
    /// Throws `EngineFailure`.
    package func networks(labels: [String] = []) async throws(EngineFailure) -> [NetworkDetails] {
        var request = EngineRequest("GET", "networks")
        request.query = [EngineRequest.filters([("label", labels)])]
        return try await list(request, of: NetworkDetails.init)
    }

    /// Lets a container take part in a network.
    ///
    /// Throws `EngineFailure`, `conflict` when it does already.
    package func connect(_ container: EngineName, to attachment: NetworkAttachment) async throws(EngineFailure) {
        var request = EngineRequest("POST", "networks", attachment.network.description, "connect")
        let aliases = attachment.aliases.map { JSONValue.string($0.description) }
        request.body = [
            "Container": .string(container.description), "EndpointConfig": ["Aliases": .array(aliases)],
        ]
        try await call(request)
    }

    /// Takes a container off a network.
    ///
    /// Throws `EngineFailure`.
    package func disconnect(_ container: EngineName, from network: EngineName) async throws(EngineFailure) {
        var request = EngineRequest("POST", "networks", network.description, "disconnect")
        request.body = ["Container": .string(container.description), "Force": true]
        try await call(request)
    }

    /// Removes a network; false when it is gone already.
    ///
    /// Throws `EngineFailure`, `conflict` when it has members.
    @discardableResult
    package func removeNetwork(_ name: EngineName) async throws(EngineFailure) -> Bool {
        try await removes(EngineRequest("DELETE", "networks", name.description))
    }
}
