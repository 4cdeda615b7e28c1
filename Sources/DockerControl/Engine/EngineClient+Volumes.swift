internal import ProxyModel

extension EngineClient {
    /// Makes a volume of the host's file system; one that exists is left as it is.
    ///
    /// Throws `EngineFailure`.
    package func createVolume(
        _ name: EngineName, labels: [String: String] = [:]
    ) async throws(EngineFailure) -> VolumeDetails {
        var request = EngineRequest("POST", "volumes", "create")
        request.body = ["Name": .string(name.description), "Driver": "local", "Labels": JSONValue(texts: labels)]
        return try Self.volume(await document(request))
    }

    /// Tells all of one volume.
    ///
    /// Throws `EngineFailure`.
    package func volume(_ name: EngineName) async throws(EngineFailure) -> VolumeDetails {
        try Self.volume(await document(EngineRequest("GET", "volumes", name.description)))
    }

    /// All volumes that have all of these labels.
    ///
    /// Throws `EngineFailure`.
    package func volumes(labels: [String] = []) async throws(EngineFailure) -> [VolumeDetails] {
        var request = EngineRequest("GET", "volumes")
        request.query = [EngineRequest.filters([("label", labels)])]
        return try await document(request).list("Volumes").compactMap(VolumeDetails.init)
    }

    /// Removes a volume with its content; false when it is gone already.
    ///
    /// Throws `EngineFailure`, `conflict` when a
    /// container has it.
    @discardableResult
    package func removeVolume(_ name: EngineName) async throws(EngineFailure) -> Bool {
        try await removes(EngineRequest("DELETE", "volumes", name.description))
    }

    private static func volume(_ document: JSONValue) throws(EngineFailure) -> VolumeDetails {
        guard let details = VolumeDetails(document) else { throw EngineFailure(.protocolViolation, "no volume") }
        return details
    }
}
