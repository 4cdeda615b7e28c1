package import Egress
internal import ProxyModel

/// A client of one Docker Engine, or of what speaks its API, such as Podman.
///
/// Every answer is bounded in size and every call in time, except for streams, which last until their reader lets go.
package struct EngineClient: Sendable {
    /// Where the engine is.
    package let address: EngineAddress
    /// The version of the API that is spoken.
    package let version: EngineVersion
    /// How long an ordinary call may take.
    package var deadline = Duration.seconds(30)
    let fetcher: HTTPFetcher

    /// Asks an engine for its versions and agrees on one; `pinned` is `DOCKER_API_VERSION`.
    ///
    /// Each stream holds a connection of the fetcher, so it should have no other work. Throws `EngineFailure`.
    package static func connect(
        to address: EngineAddress, by fetcher: HTTPFetcher, pinned: EngineVersion? = nil
    ) async throws(EngineFailure) -> EngineClient {
        let request = EngineRequest("GET", "version").fetchRequest(for: address, version: nil, deadline: .seconds(10))
        let answer = try await Self.answer(request, fetcher)
        let document = try Self.document(answer.body)
        guard let newest = EngineVersion(document.text("ApiVersion")) else {
            throw EngineFailure(.protocolViolation, "no version of the API")
        }
        // Podman and old engines may leave out the oldest one.
        let oldest = EngineVersion(document.text("MinAPIVersion")) ?? newest
        let version = try EngineVersion.negotiated(oldest: min(oldest, newest), newest: newest, pinned: pinned)
        return EngineClient(address: address, version: version, fetcher: fetcher)
    }

    private init(address: EngineAddress, version: EngineVersion, fetcher: HTTPFetcher) {
        self.address = address
        self.version = version
        self.fetcher = fetcher
    }

    // MARK: Calls

    /// Makes a call; an answer from 300 on is thrown, but 304, which says that nothing had to be done.
    @discardableResult
    func call(_ request: EngineRequest) async throws(EngineFailure) -> FetchResponse {
        try await Self.answer(request.fetchRequest(for: address, version: version, deadline: deadline), fetcher)
    }

    /// Makes a call and reads the answer as JSON.
    func document(_ request: EngineRequest) async throws(EngineFailure) -> JSONValue {
        try Self.document(try await call(request).body)
    }

    /// Makes a call and reads the answer as a list, leaving out elements that `decode` does not understand.
    func list<Element>(
        _ request: EngineRequest, of decode: (JSONValue) -> Element?
    ) async throws(EngineFailure) -> [Element] {
        guard let elements = try await document(request).arrayValue else {
            throw EngineFailure(.protocolViolation, "no list")
        }
        return elements.compactMap(decode)
    }

    /// Makes a call whose answer is read as it comes; an answer from 300 on is thrown.
    func stream(
        _ request: EngineRequest, content: FetchUpload? = nil
    ) async throws(EngineFailure) -> FetchStream {
        var fetch = request.fetchRequest(for: address, version: version, deadline: deadline)
        if content != nil { fetch.body = nil }
        let stream: FetchStream
        var refusal: [UInt8]?
        do throws(FetchFailure) {
            stream = try await fetcher.stream(fetch, content: content)
            if stream.status >= 300 { refusal = try await stream.body.collect(upTo: 1 << 20, within: deadline) }
        } catch {
            throw EngineFailure(error)
        }
        if let refusal { throw EngineFailure(status: stream.status, body: refusal) }
        return stream
    }

    private static func answer(
        _ request: FetchRequest, _ fetcher: HTTPFetcher
    ) async throws(EngineFailure) -> FetchResponse {
        let answer: FetchResponse
        do throws(FetchFailure) {
            answer = try await fetcher.fetch(request)
        } catch {
            throw EngineFailure(error)
        }
        guard answer.status < 300 || answer.status == 304 else {
            throw EngineFailure(status: answer.status, body: answer.body)
        }
        return answer
    }

    static func document(_ bytes: [UInt8]) throws(EngineFailure) -> JSONValue {
        do throws(JSONProblem) {
            return try JSONValue(parsing: bytes, keepsLargeNumbers: true)
        } catch {
            throw EngineFailure(.protocolViolation, error.description)
        }
    }
}
