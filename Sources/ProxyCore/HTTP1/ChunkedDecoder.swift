/// Decodes the chunked transfer coding (RFC 9112 §7.1), whatever way the bytes are split.
///
/// A state machine without allocation: content is reported as ranges of the given bytes, trailers go to a block of the
/// caller. Sizes are one to sixteen digits below 2^63; lines end with CRLF; nothing stands between size and `;` or CRLF.
package struct ChunkedDecoder: Sendable {
    private var state = State.size
    private var grammar = ChunkExtensionGrammar.beforeName
    private var digits: UInt8 = 0
    private var failure = HTTP1Rejection.invalidChunkSize
    private var remaining: UInt64 = 0
    private var extensionBytes = 0
    private var trailerCollector: TrailerCollector
    private let maximumExtensionBytes: Int

    private enum State: UInt8 {
        case size, extensions, sizeLF, content, contentCR, contentLF, trailers, ended, failed
    }

    /// Makes a decoder for one message.
    package init(limits: HTTP1Limits) {
        self.maximumExtensionBytes = limits.chunkExtensionBytes
        self.trailerCollector = TrailerCollector(limits: limits)
    }

    /// Goes on at `cursor` in `[0, count)`, moves it behind what was consumed, and says what was found.
    ///
    /// Call until `needsMore`, `end` or `failed`. `trailers` is empty at the start and the same block in all calls.
    package mutating func next(
        _ source: UnsafePointer<UInt8>, _ count: Int, _ cursor: inout Int, trailers: HeaderBlock
    ) -> ChunkedStep {
        while cursor < count, self.state.rawValue < State.ended.rawValue {
            if self.state == .content {
                let offset = cursor
                cursor &+= self.takeContent(count &- cursor)
                return .content(offset: offset, count: cursor &- offset)
            }
            unsafe self.advance(source, count, &cursor, trailers)
        }
        return self.settled
    }
}

extension ChunkedDecoder {
    private var settled: ChunkedStep {
        switch self.state {
        case .ended: .end
        case .failed: .failed(self.failure)
        default: .needsMore
        }
    }

    private mutating func fail(_ rejection: HTTP1Rejection) {
        self.state = .failed
        self.failure = rejection
    }

    @inline(__always)
    private mutating func takeContent(_ available: Int) -> Int {
        let taken = Int(truncatingIfNeeded: min(self.remaining, UInt64(truncatingIfNeeded: available)))
        self.remaining &-= UInt64(truncatingIfNeeded: taken)
        if self.remaining == 0 { self.state = .contentCR }
        return taken
    }

    /// Takes one byte of framing, or all there is of the trailers.
    private mutating func advance(
        _ source: UnsafePointer<UInt8>, _ count: Int, _ cursor: inout Int, _ trailers: HeaderBlock
    ) {
        if self.state == .trailers {
            switch unsafe self.trailerCollector.take(source, count, &cursor, into: trailers) {
            case .incomplete: break
            case .complete: self.state = .ended
            case .rejected(let rejection): self.fail(rejection)
            }
            return
        }
        let byte = unsafe source[cursor]
        cursor &+= 1
        switch self.state {
        case .size: self.takeSize(byte)
        case .extensions: self.takeExtension(byte)
        case .sizeLF:
            guard byte == 0x0A else { return self.fail(.bareCR) }
            self.digits = 0
            self.state = self.remaining == 0 ? .trailers : .content
        case .contentCR:
            guard byte == 0x0D else { return self.fail(byte == 0x0A ? .bareLF : .invalidChunkEnd) }
            self.state = .contentLF
        case .contentLF:
            guard byte == 0x0A else { return self.fail(.bareCR) }
            self.state = .size
        case .content, .trailers, .ended, .failed: break
        }
    }

    private mutating func takeSize(_ byte: UInt8) {
        if let digit = byte.hexDigitValue {
            guard self.digits < 16, self.remaining < 1 &<< 59 else { return self.fail(.chunkSizeOverflow) }
            self.remaining = self.remaining &<< 4 | UInt64(digit)
            self.digits &+= 1
            return
        }
        guard self.digits > 0 else { return self.fail(.invalidChunkSize) }
        switch byte {
        case 0x0D:
            self.state = .sizeLF
        case 0x3B:
            self.state = .extensions
            self.grammar = .beforeName
            self.extensionBytes &+= 1
        case 0x0A:
            self.fail(.bareLF)
        default:
            self.fail(.invalidChunkSize)
        }
    }

    private mutating func takeExtension(_ byte: UInt8) {
        if byte == 0x0D {
            guard self.grammar.mayEnd else { return self.fail(.invalidChunkExtension) }
            self.state = .sizeLF
            return
        }
        self.extensionBytes &+= 1
        guard self.extensionBytes <= self.maximumExtensionBytes else { return self.fail(.chunkExtensionsTooLarge) }
        guard self.grammar.take(byte) else { return self.fail(byte == 0x0A ? .bareLF : .invalidChunkExtension) }
    }
}
