internal import Egress

/// The lines of a container's log, for one reader; letting go of it ends the transfer.
package struct LogStream: AsyncSequence, Sendable {
    /// A line.
    package typealias Element = LogLine
    /// What reading throws.
    package typealias Failure = EngineFailure

    private let body: FetchBody
    private let hasTimes: Bool
    private let hasTerminal: Bool
    private let silence: Duration?

    init(_ body: FetchBody, hasTimes: Bool, hasTerminal: Bool, silence: Duration? = nil) {
        self.silence = silence
        self.body = body
        self.hasTimes = hasTimes
        self.hasTerminal = hasTerminal
    }

    /// Ends the transfer.
    package func cancel() { body.cancel() }

    package func makeAsyncIterator() -> Iterator {
        Iterator(
            body: body, decoder: LogStreamDecoder(hasTerminal: hasTerminal),
            assembler: LogLineAssembler(hasTimes: hasTimes, hasTerminal: hasTerminal), silence: silence)
    }

    /// Reads line by line.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let body: FetchBody
        fileprivate var decoder: LogStreamDecoder
        fileprivate var assembler: LogLineAssembler
        private let silence: Duration?
        private var waiting: ArraySlice<LogLine> = []
        private var isOver = false

        fileprivate init(
            body: FetchBody, decoder: LogStreamDecoder, assembler: LogLineAssembler, silence: Duration?
        ) {
            self.silence = silence
            self.body = body
            self.decoder = decoder
            self.assembler = assembler
        }

        /// The next line; nil at the end.
        ///
        /// Throws `EngineFailure`.
        package mutating func next() async throws(EngineFailure) -> LogLine? {
            while true {
                if let line = waiting.popFirst() { return line }
                if let failure = decoder.failure { throw failure }
                if isOver { return nil }
                if let bytes = try await body.nextPart(within: silence) {
                    var lines: [LogLine] = []
                    for part in decoder.feed(bytes) { lines += assembler.feed(part) }
                    waiting = lines[...]
                } else {
                    isOver = true
                    decoder.finish()
                    waiting = assembler.finish()[...]
                }
            }
        }

        /// The next line; nil at the end.
        ///
        /// Throws `EngineFailure`.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(EngineFailure) -> LogLine? {
            try await next()
        }
    }
}
