internal import Egress

extension EngineClient {
    /// Asks whether the engine answers.
    ///
    /// Throws `EngineFailure`.
    package func ping() async throws(EngineFailure) {
        var request = EngineRequest("GET", "_ping")
        request.deadline = min(deadline, .seconds(5))
        try await call(request)
    }

    /// What the engine says of itself and its host.
    ///
    /// Throws `EngineFailure`.
    package func information() async throws(EngineFailure) -> EngineInformation {
        try EngineInformation(await document(EngineRequest("GET", "info")))
    }

    /// Events from now on, or from a moment of the past on; labels filter them.
    ///
    /// `since` is in nanoseconds, as events carry it: that of the last one seen gets it once more and what came after it.
    /// An engine keeps 256 events, so a long pause loses some. Throws `EngineFailure`.
    package func events(
        since: Int64? = nil, labels: [String] = [], kinds: [EngineEvent.Kind] = []
    ) async throws(EngineFailure) -> EngineStream<EngineEvent> {
        var request = EngineRequest("GET", "events")
        request.query = [EngineRequest.filters([("label", labels), ("type", kinds.map(\.rawValue))])]
        if let since { request.query.append(EngineRequest.since(since, digits: 9)) }
        let stream = try await stream(request)
        return EngineStream(stream.body) { EngineEvent($0) }
    }
}
