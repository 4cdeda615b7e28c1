/// Parses request heads strictly (RFC 9110, RFC 9112): what could be read in two ways is refused.
package enum RequestHeadParser {
    /// Parses one head at the start of `source`; on success its bytes are copied into the block of `head`.
    ///
    /// Stateless: after `incomplete` the caller comes again with more bytes (see `HeadTerminatorSearch`). Up to two
    /// empty lines before the request line are skipped. When the outcome is not `complete`, `head` holds nothing of use.
    package static func parse(
        _ source: UnsafePointer<UInt8>, _ count: Int, into head: RequestHead, limits: HTTP1Limits
    ) -> ParseOutcome {
        var start = 0
        while start < 4, start < count, unsafe source[start] == 0x0D {
            guard start &+ 1 < count else { return .incomplete }
            guard unsafe source[start &+ 1] == 0x0A else { return .rejected(.bareCR) }
            start &+= 2
        }
        let bounded = min(count &- start, limits.headBytes)
        switch unsafe Self.parseBounded(source + start, bounded, into: head, limits) {
        case .complete(let length): return .complete(start &+ length)
        case .incomplete where bounded >= limits.headBytes: return .rejected(.headTooLarge)
        case let outcome: return outcome
        }
    }

    @inline(__always)
    private static func parseBounded(
        _ source: UnsafePointer<UInt8>, _ count: Int, into head: RequestHead, _ limits: HTTP1Limits
    ) -> ParseOutcome {
        var lineEnd = 0
        do throws(HeadStop) {
            let line = try unsafe RequestLine.parse(source, count)
            lineEnd = line.end
            guard lineEnd <= limits.startLineBytes else { return .rejected(.requestLineTooLong) }
            var facts = FieldFacts()
            var lineCount = 0
            let end = try unsafe FieldSectionParser.parse(
                source, from: lineEnd, count, into: head.block, limits, &facts, &lineCount)
            unsafe head.block.adopt(source, byteCount: end, lineCount: lineCount)
            do throws(HTTP1Rejection) {
                try RequestInterpreter.interpret(line, facts, head)
            } catch {
                return .rejected(error)
            }
            return .complete(end)
        } catch {
            switch error {
            case .rejected(let rejection): return .rejected(rejection)
            case .incomplete:
                return lineEnd == 0 && count >= limits.startLineBytes ? .rejected(.requestLineTooLong) : .incomplete
            }
        }
    }
}
