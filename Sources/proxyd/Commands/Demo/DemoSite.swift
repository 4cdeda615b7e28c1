internal import ProxyModel

/// What the demo backend has to offer.
struct DemoSite {
    let socket: DemoSocket

    /// Answers a request; false when the connection is of no more use.
    func answer(_ request: DemoRequest, body: [UInt8]) -> Bool {
        switch request.path {
        case "/events": return stream(request)
        case "/echo":
            let type = request["content-type"] ?? "application/octet-stream"
            return send(DemoAnswer(contentType: type, body: body), to: request)
        case "/slow":
            let wait = request.number("ms", default: 1_000, in: 0...60_000)
            guard socket.wait(milliseconds: wait) else { return false }
            return send(DemoAnswer(body: Array("answered after \(wait) ms\n".utf8)), to: request)
        default: return send(page(request, body: body), to: request)
        }
    }

    private func send(_ answer: DemoAnswer, to request: DemoRequest) -> Bool {
        socket.write(answer.bytes(isPersistent: request.isPersistent, isHead: request.method == "HEAD"))
    }

    /// Events as they happen, each sent at once.
    private func stream(_ request: DemoRequest) -> Bool {
        let interval = request.number("interval", default: 1_000, in: 1...60_000)
        let count = request.number("count", default: 3_600, in: 1...1_000_000)
        let head = """
            HTTP/1.1 200 OK\r
            Content-Type: text/event-stream\r
            Cache-Control: no-store\r
            Transfer-Encoding: chunked\r
            \r

            """
        guard socket.write(Array(head.utf8)) else { return false }
        for number in 1...count {
            let event = "id: \(number)\ndata: event \(number)\n\n"
            let chunk = String(event.utf8.count, radix: 16) + "\r\n" + event + "\r\n"
            guard socket.write(Array(chunk.utf8)) else { return false }
            if number < count, !socket.wait(milliseconds: interval) { return false }
        }
        return socket.write(Array("0\r\n\r\n".utf8))
    }

    private func page(_ request: DemoRequest, body: [UInt8]) -> DemoAnswer {
        if request["accept"]?.contains("text/html") == true {
            return DemoAnswer(contentType: "text/html; charset=utf-8", body: Array(html(request).utf8))
        }
        var object = JSONObject()
        object.append("message", "Hello from the demo backend.")
        object.append("method", .string(request.method))
        object.append("path", .string(request.path))
        object.append("headers", .array(request.headers.map { .string("\($0.name): \($0.value)") }))
        object.append("body_bytes", .integer(Int64(body.count)))
        return DemoAnswer(
            contentType: "application/json", body: Array((JSONValue.object(object).prettyText + "\n").utf8))
    }

    private func html(_ request: DemoRequest) -> String {
        let rows = request.headers.map { "<tr><th>\(escaped($0.name))</th><td>\(escaped($0.value))</td></tr>" }
        return """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>proxyd demo</title>
            <style>
            :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
            body { max-width: 48rem; margin: 3rem auto; padding: 0 1rem }
            table { border-collapse: collapse; width: 100% }
            th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; word-break: break-word }
            th { white-space: nowrap; font-weight: 500 }
            </style>
            <h1>It works</h1>
            <p>This page comes from the demo backend, through the proxy. The request arrived as
            <code>\(escaped(request.method)) \(escaped(request.path))</code> with these header fields:</p>
            <table>\(rows.joined())</table>
            <p>Also here: <a href="/events">/events</a>, <a href="/slow?ms=2000">/slow?ms=2000</a> and <code>/echo</code>.</p>
            </html>

            """
    }

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
