internal import Egress
package import ProxyModel

extension EngineClient {
    /// Which part of a container's log is wanted.
    package struct LogRange: Sendable {
        /// So many of the last lines; nil = all.
        package var lastLines: Int?
        /// Not before this moment.
        package var since: Timestamp?
        /// Whether the stream goes on with what the container writes from now on, until the container ends.
        package var follows = false
        /// Whether each line gets its time.
        package var hasTimes = false
        /// Until all of a log is there that is not followed; less than clients wait.
        package var deadline = Duration.seconds(100)
        /// Without a byte of a log that is not followed.
        package var silence = Duration.seconds(30)

        /// The last lines of both streams.
        package init(lastLines: Int? = 100) { self.lastLines = lastLines }
    }

    /// The log of a container; `hasTerminal` is what its details say.
    ///
    /// Throws `EngineFailure`.
    package func logs(
        of name: EngineName, _ range: LogRange = LogRange(), hasTerminal: Bool = false
    ) async throws(EngineFailure) -> LogStream {
        var request = EngineRequest("GET", "containers", name.description, "logs")
        request.query = [
            ("stdout", "true"), ("stderr", "true"), ("follow", String(range.follows)),
            ("timestamps", String(range.hasTimes)), ("tail", range.lastLines.map { String(max($0, 0)) } ?? "all"),
        ]
        if let since = range.since { request.query.append(EngineRequest.since(since.milliseconds, digits: 3)) }
        let stream = try await stream(request)
        // What has ended by then is not touched.
        if !range.follows { _ = stream.body.end(after: range.deadline) }
        return LogStream(
            stream.body, hasTimes: range.hasTimes, hasTerminal: hasTerminal,
            silence: range.follows ? nil : range.silence)
    }

    /// What a container uses at the moment.
    ///
    /// Throws `EngineFailure`.
    ///
    /// Its processor time is a sum since the start: two samples make a share.
    package func statistics(of name: EngineName) async throws(EngineFailure) -> ContainerStatistics {
        var request = EngineRequest("GET", "containers", name.description, "stats")
        request.query = [("stream", "false"), ("one-shot", "true")]
        return ContainerStatistics(try await document(request))
    }

    /// What a container uses, about once in a second.
    ///
    /// Throws `EngineFailure`.
    package func statisticsStream(
        of name: EngineName
    ) async throws(EngineFailure) -> EngineStream<ContainerStatistics> {
        var request = EngineRequest("GET", "containers", name.description, "stats")
        request.query = [("stream", "true")]
        let stream = try await stream(request)
        return EngineStream(stream.body) { ContainerStatistics($0) }
    }
}
