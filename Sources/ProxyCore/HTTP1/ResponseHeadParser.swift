/// Parses response heads as strictly as request heads; whatever is refused becomes 502.
package enum ResponseHeadParser {
    /// Parses one head at the start of `source`; on success its bytes are copied into the block of `head`.
    ///
    /// `requestMethod` decides about content (RFC 9112 §6.3). Stateless, as `RequestHeadParser.parse`.
    package static func parse(
        _ source: UnsafePointer<UInt8>, _ count: Int, requestMethod: HTTPMethod, into head: ResponseHead,
        limits: HTTP1Limits
    ) -> ParseOutcome {
        let bounded = min(count, limits.headBytes)
        do throws(HeadStop) {
            let line = try unsafe StatusLine.parse(source, bounded)
            guard line.end <= limits.startLineBytes else { return .rejected(.headTooLarge) }
            var facts = FieldFacts()
            var lineCount = 0
            let end = try unsafe FieldSectionParser.parse(
                source, from: line.end, bounded, into: head.block, limits, &facts, &lineCount)
            unsafe head.block.adopt(source, byteCount: end, lineCount: lineCount)
            do throws(HTTP1Rejection) {
                try ResponseInterpreter.interpret(line, facts, requestMethod, head)
            } catch {
                return .rejected(error)
            }
            return .complete(end)
        } catch {
            switch error {
            case .rejected(let rejection): return .rejected(rejection)
            case .incomplete: return bounded >= limits.headBytes ? .rejected(.headTooLarge) : .incomplete
            }
        }
    }
}
