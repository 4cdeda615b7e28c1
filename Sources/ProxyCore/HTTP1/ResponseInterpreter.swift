/// Draws the meaning of a response head from its scanned line and fields: framing and connection.
enum ResponseInterpreter {
    /// Fills every property of `head`, whose block holds the bytes and lines already.
    @inline(__always)
    static func interpret(
        _ line: StatusLine, _ facts: FieldFacts, _ requestMethod: HTTPMethod, _ head: ResponseHead
    ) throws(HTTP1Rejection) {
        let block = head.block
        head.status = line.status
        head.reason = line.reason
        head.version = line.version
        head.upgrade = .empty
        head.framing = try Self.framing(facts, line, requestMethod, block)
        var options: ConnectionOptions = []
        if facts.connection >= 0 { options = try ConnectionOptions.apply(to: block, firstLine: facts.connection) }
        if line.status == 101, facts.upgrade >= 0, !facts.repeated.contains(.upgrade) {
            head.upgrade = UpgradeToken.single(in: block, block.line(facts.upgrade).valueRange)
        }
        let persists = line.version == .http11 ? !options.contains(.close) : options == .keepAlive
        head.flags = persists && head.framing != .untilClose ? .keepAlive : []
    }

    /// The framing of the content (RFC 9112 §6.3), in the order of its rules; the fields must be sound in any case.
    @inline(__always)
    private static func framing(
        _ facts: FieldFacts, _ line: StatusLine, _ requestMethod: HTTPMethod, _ block: HeaderBlock
    ) throws(HTTP1Rejection) -> BodyFraming {
        var framing = BodyFraming.untilClose
        if facts.transferEncoding >= 0 {
            guard facts.contentLength < 0 else { throw .contentLengthWithTransferEncoding }
            guard line.version == .http11 else { throw .transferEncodingInHTTP10 }
            guard !facts.repeated.contains(.transferEncoding) else { throw .repeatedTransferEncoding }
            let field = block.line(facts.transferEncoding)
            let value = unsafe UnsafePointer(block.bytes + Int(field.valueOffset))
            if let rejection = unsafe TransferCoding.rejection(value, Int(field.valueLength)) { throw rejection }
            framing = .chunked
        } else if facts.contentLength >= 0 {
            guard !facts.repeated.contains(.contentLength) else { throw .repeatedContentLength }
            let field = block.line(facts.contentLength)
            let value = unsafe UnsafePointer(block.bytes + Int(field.valueOffset))
            guard let length = unsafe ContentLength.parse(value, Int(field.valueLength)) else {
                throw .invalidContentLength
            }
            framing = .length(length)
        }
        guard requestMethod == .head || line.status == 304 || line.status == 204 || line.status < 200 else {
            return framing
        }
        // The length of what a GET would have brought is metadata and goes on; RFC 9110 §8.6 forbids it in 1xx and 204.
        if facts.contentLength >= 0, line.status >= 200, line.status != 204 { block.restore(at: facts.contentLength) }
        return .none
    }
}
