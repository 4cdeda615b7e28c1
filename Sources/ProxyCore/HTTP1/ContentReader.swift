/// Finds the end of a message's content, whatever its framing; decides, never reads.
struct ContentReader {
    private var framing = BodyFraming.none
    private var remaining: UInt64 = 0
    private var decoder: ChunkedDecoder?
    /// The content has been read to its end.
    private(set) var isComplete = true

    /// A new message.
    @inline(__always)
    mutating func begin(_ framing: BodyFraming, limits: HTTP1Limits) {
        self.framing = framing
        switch framing {
        case .none:
            self.isComplete = true
        case .length(let length):
            self.remaining = length
            self.isComplete = length == 0
        case .chunked:
            self.decoder = ChunkedDecoder(limits: limits)
            self.isComplete = false
        case .untilClose:
            self.isComplete = false
        }
    }

    /// Whether the end of the connection is the end of the content.
    var endsWithConnection: Bool { self.framing == .untilClose }

    /// Goes on at `offset`, moves it behind what was used, and says what was found.
    @inline(__always)
    mutating func next(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ offset: inout Int, trailers: HeaderBlock
    ) -> ChunkedStep {
        switch self.framing {
        case .none: return .end
        case .length:
            let start = offset
            let taken = Int(truncatingIfNeeded: min(self.remaining, UInt64(count - offset)))
            self.remaining -= UInt64(taken)
            offset += taken
            if self.remaining == 0 { self.isComplete = true }
            return taken == 0 ? .end : .content(offset: start, count: taken)
        case .untilClose:
            let start = offset
            offset = count
            return .content(offset: start, count: count - start)
        case .chunked:
            guard self.decoder != nil else { return .end }
            let step = unsafe self.decoder?.next(bytes, count, &offset, trailers: trailers) ?? .end
            if step == .end {
                self.isComplete = true
                self.decoder = nil
            }
            return step
        }
    }

    /// The connection ended, and with it the content.
    mutating func finish() { self.isComplete = true }
}
