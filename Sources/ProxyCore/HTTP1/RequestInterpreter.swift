/// Draws the meaning of a request head from its scanned line and fields: framing, connection, host, target.
enum RequestInterpreter {
    /// Fills every property of `head`, whose block holds the bytes and lines already.
    @inline(__always)
    static func interpret(_ line: RequestLine, _ facts: FieldFacts, _ head: RequestHead) throws(HTTP1Rejection) {
        guard line.method != .connect else { throw .connectNotImplemented }
        let block = head.block
        var flags: RequestHead.Flags = []
        let framing = try Self.framing(facts, line.version, block)
        var options: ConnectionOptions = []
        if facts.connection >= 0 { options = try ConnectionOptions.apply(to: block, firstLine: facts.connection) }
        if line.version == .http11 ? !options.contains(.close) : options == .keepAlive { flags.insert(.keepAlive) }

        head.method = line.method
        head.methodToken = ByteRange(from: 0, to: line.methodCount)
        head.receivedTarget = ByteRange(from: line.targetStart, to: line.targetEnd)
        head.version = line.version
        head.framing = framing
        head.upgrade = .empty
        if facts.upgrade >= 0, line.version == .http11, framing == .none, options.contains(.upgrade) {
            head.upgrade = Self.upgrade(facts, block)
            if !head.upgrade.isEmpty { flags.insert(.wantsUpgrade) }
        }
        if facts.te >= 0, Self.acceptsTrailers(block, from: facts.te) { flags.insert(.acceptsTrailers) }
        if facts.expect >= 0, try Self.expectsContinue(facts, line.version, framing, block) {
            flags.insert(.expectsContinue)
        }
        if facts.repeated.contains(.host) { throw .repeatedHost }
        if facts.host < 0, line.version != .http10 { throw .missingHost }
        head.host = .empty
        head.port = 0
        if facts.host >= 0 { try RequestTarget.takeAuthority(block.line(facts.host).valueRange, head, &flags) }
        try RequestTarget.interpret(line, facts, head, &flags)
        head.flags = flags
    }

    /// The framing of the content (RFC 9112 §6.3); every doubt is a refusal.
    @inline(__always)
    private static func framing(
        _ facts: FieldFacts, _ version: HTTPVersion, _ block: HeaderBlock
    ) throws(HTTP1Rejection) -> BodyFraming {
        if facts.transferEncoding >= 0 {
            guard facts.contentLength < 0 else { throw .contentLengthWithTransferEncoding }
            guard version == .http11 else { throw .transferEncodingInHTTP10 }
            guard !facts.repeated.contains(.transferEncoding) else { throw .repeatedTransferEncoding }
            let line = block.line(facts.transferEncoding)
            let value = unsafe UnsafePointer(block.bytes + Int(line.valueOffset))
            if let rejection = unsafe TransferCoding.rejection(value, Int(line.valueLength)) { throw rejection }
            return .chunked
        }
        guard facts.contentLength >= 0 else { return .none }
        guard !facts.repeated.contains(.contentLength) else { throw .repeatedContentLength }
        let line = block.line(facts.contentLength)
        let value = unsafe UnsafePointer(block.bytes + Int(line.valueOffset))
        guard let length = unsafe ContentLength.parse(value, Int(line.valueLength)) else {
            throw .invalidContentLength
        }
        return .length(length)
    }

    /// The protocol asked for, if it is exactly one and not HTTP/2 in clear text, which is never negotiated this way.
    private static func upgrade(_ facts: FieldFacts, _ block: HeaderBlock) -> ByteRange {
        guard !facts.repeated.contains(.upgrade) else { return .empty }
        return UpgradeToken.single(in: block, block.line(facts.upgrade).valueRange)
    }

    private static func acceptsTrailers(_ block: HeaderBlock, from first: Int) -> Bool {
        for index in first..<block.lineCount where block.line(index).name == .te {
            let line = block.line(index)
            let value = unsafe UnsafePointer(block.bytes + Int(line.valueOffset))
            var start = 0
            let count = Int(line.valueLength)
            while start < count {
                var end = start
                while end < count, unsafe value[end] != 0x2C { end += 1 }
                var last = end
                while start < last, unsafe value[start] == 0x20 || value[start] == 0x09 { start += 1 }
                while last > start, unsafe value[last - 1] == 0x20 || value[last - 1] == 0x09 { last -= 1 }
                if unsafe CaseFolding.equal(value + start, last - start, "trailers") { return true }
                start = end + 1
            }
        }
        return false
    }

    /// Whether `100 Continue` is waited for; the expectation of a message without content, or in HTTP/1.0, is void.
    private static func expectsContinue(
        _ facts: FieldFacts, _ version: HTTPVersion, _ framing: BodyFraming, _ block: HeaderBlock
    ) throws(HTTP1Rejection) -> Bool {
        let line = block.line(facts.expect)
        let value = unsafe UnsafePointer(block.bytes + Int(line.valueOffset))
        guard !facts.repeated.contains(.expect),
            unsafe CaseFolding.equal(value, Int(line.valueLength), "100-continue")
        else { throw .unknownExpectation }
        if version == .http11, framing != .none, framing != .length(0) { return true }
        block.remove(at: facts.expect)
        return false
    }
}
