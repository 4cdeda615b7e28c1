/// A whole answer of the demo backend.
struct DemoAnswer {
    var status = "200 OK"
    var contentType = "text/plain; charset=utf-8"
    var body: [UInt8] = []

    /// The answer on the wire; a HEAD request gets the head alone.
    func bytes(isPersistent: Bool, isHead: Bool = false) -> [UInt8] {
        let head = """
            HTTP/1.1 \(status)\r
            Content-Type: \(contentType)\r
            Content-Length: \(body.count)\r
            Connection: \(isPersistent ? "keep-alive" : "close")\r
            \r

            """
        return Array(head.utf8) + (isHead ? [] : body)
    }
}
