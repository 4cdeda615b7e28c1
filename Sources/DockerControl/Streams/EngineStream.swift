internal import Egress
internal import ProxyModel

/// What an engine tells bit by bit, for one reader; letting go of it ends the transfer.
package struct EngineStream<Element: Sendable>: AsyncSequence, Sendable {
    /// What reading throws.
    package typealias Failure = EngineFailure

    private let body: FetchBody
    private let decode: @Sendable (JSONValue) throws(EngineFailure) -> Element?

    /// Reads documents; those that `decode` makes nothing of are left out.
    init(_ body: FetchBody, _ decode: @escaping @Sendable (JSONValue) throws(EngineFailure) -> Element?) {
        self.body = body
        self.decode = decode
    }

    /// Ends the transfer.
    package func cancel() { body.cancel() }

    /// Ends the transfer after a while, unless the returned task is cancelled before; reading throws `timedOut` then.
    package func end(after deadline: Duration) -> Task<Void, Never> { body.end(after: deadline) }

    package func makeAsyncIterator() -> Iterator { Iterator(body: body, decode: decode) }

    /// Reads element by element.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let body: FetchBody
        fileprivate let decode: @Sendable (JSONValue) throws(EngineFailure) -> Element?
        private var decoder = JSONLinesDecoder()
        private var waiting: ArraySlice<JSONValue> = []
        private var isOver = false

        fileprivate init(body: FetchBody, decode: @escaping @Sendable (JSONValue) throws(EngineFailure) -> Element?) {
            self.body = body
            self.decode = decode
        }

        /// The next element; nil at the end.
        ///
        /// Throws `EngineFailure`.
        package mutating func next() async throws(EngineFailure) -> Element? {
            while true {
                while let document = waiting.popFirst() {
                    if let element = try decode(document) { return element }
                }
                if let failure = decoder.failure { throw failure }
                if isOver { return nil }
                if let bytes = try await body.nextPart() {
                    waiting = decoder.feed(bytes)[...]
                } else {
                    isOver = true
                    if let last = decoder.finish() { waiting = [last] }
                }
            }
        }

        /// The next element; nil at the end.
        ///
        /// Throws `EngineFailure`.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(EngineFailure) -> Element? {
            try await next()
        }
    }
}
