/// What a client is told of a failure: a problem document (RFC 9457), or a small page for browsers.
enum FailureAnswer {
    static func render(
        _ code: FailureCode, status: UInt16, for exchange: Exchange, into body: WriteBuffer, head: ResponseHead
    ) {
        head.reset()
        head.status = status
        body.clear()
        if Self.wantsPage(exchange.request) {
            head.block.append(.contentType, "text/html; charset=utf-8")
            Self.page(code, status, exchange, body)
        } else {
            head.block.append(.contentType, "application/problem+json")
            Self.problem(code, status, exchange, body)
        }
        head.block.append(.cacheControl, "no-store")
        if code == .portTokenRequired { head.block.append(.wwwAuthenticate, "Bearer") }
        if code.isUpstream { Self.proxyStatus(code, exchange, head) }
        if status == 503 { head.block.append(.retryAfter, "5") }
    }

    /// Browsers say `text/html` in `Accept`; nobody else gets a page.
    private static func wantsPage(_ request: RequestHead) -> Bool {
        guard let line = request.block.first(.accept) else { return false }
        let html: StaticString = "text/html"
        return unsafe ByteSearch.contains(
            request.block.value(line), UnsafeBufferPointer(start: html.utf8Start, count: html.utf8CodeUnitCount))
    }

    private static func problem(_ code: FailureCode, _ status: UInt16, _ exchange: Exchange, _ body: WriteBuffer) {
        body.append("{\"type\":\"/problems/")
        body.append(code.word)
        body.append("\",\"title\":\"")
        body.append(ReasonPhrase.of(status))
        body.append("\",\"status\":")
        body.append(decimal: UInt64(status))
        body.append(",\"detail\":\"")
        body.append(code.publicText)
        body.append("\",\"instance\":\"")
        unsafe exchange.requestID.withBytes { unsafe body.append($0) }
        body.append("\"}\n")
    }

    private static func page(_ code: FailureCode, _ status: UInt16, _ exchange: Exchange, _ body: WriteBuffer) {
        body.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
        body.append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
        body.append(decimal: UInt64(status))
        body.append(" ")
        body.append(ReasonPhrase.of(status))
        body.append("</title><style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;")
        body.append("max-width:36rem;margin:15vh auto;padding:0 1rem}small{opacity:.6}</style><h1>")
        body.append(decimal: UInt64(status))
        body.append(" ")
        body.append(ReasonPhrase.of(status))
        body.append("</h1><p>")
        body.append(code.publicText)
        body.append("</p><p><small>Request ")
        unsafe exchange.requestID.withBytes { unsafe body.append($0) }
        body.append("</small></p></html>\n")
    }

    /// RFC 9209 §2.
    private static func proxyStatus(_ code: FailureCode, _ exchange: Exchange, _ head: ResponseHead) {
        var value = "\(exchange.worker.settings.nodeName);error=\(code.word)"
        value.withUTF8 { unsafe head.block.append(.proxyStatus, $0) }
    }
}
