import ProxyCore

/// What came of decoding chunked content that arrived in pieces.
struct ChunkedRun: Equatable {
    var content = ""
    var trailers: [String] = []
    /// What was left behind the end.
    var left = ""
    var ended = true
    var failure: HTTP1Rejection?

    init(content: String = "", trailers: [String] = [], left: String = "", ended: Bool = true) {
        self.content = content
        self.trailers = trailers
        self.left = left
        self.ended = ended
    }

    /// Decodes bytes that arrive in pieces cut at these offsets.
    static func decode(_ octets: Octets, splits: [Int], limits: HTTP1Limits = HTTP1Limits()) -> ChunkedRun {
        var decoder = ChunkedDecoder(limits: limits)
        var run = ChunkedRun(ended: false)
        let trailers = HeaderBlock()
        let output = WriteBuffer()
        var start = 0
        for end in splits.sorted() + [octets.bytes.count] {
            let piece = Octets(Array(octets.bytes[start..<end]))
            start = end
            if run.ended || run.failure != nil {
                run.left += piece.description
                continue
            }
            var cursor = 0
            unsafe piece.withExactCopy { source, count in
                var goesOn = true
                while goesOn {
                    let step = unsafe decoder.next(source, count, &cursor, trailers: trailers)
                    goesOn = unsafe run.take(step, source, output)
                }
            }
            if run.ended {
                run.trailers = trailers.keptFields
                run.left = Octets(Array(piece.bytes[cursor...])).description
            }
        }
        run.content = unsafe Octets.text(output.readable)
        return run
    }

    /// Notes one step; says whether another is to be taken.
    private mutating func take(_ step: ChunkedStep, _ source: UnsafePointer<UInt8>, _ output: WriteBuffer) -> Bool {
        switch step {
        case .content(let offset, let count):
            unsafe output.append(source + offset, count: count)
        case .needsMore:
            return false
        case .failed(let rejection):
            self.failure = rejection
            return false
        case .end:
            self.ended = true
            return false
        }
        return true
    }
}
