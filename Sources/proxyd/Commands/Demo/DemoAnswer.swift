/// A whole answer of the demo backend.
struct DemoAnswer {
    var status = "200 OK"
    /// Empty when the body has no type, because there is none.
    var contentType = "text/plain; charset=utf-8"
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    /// The answer on the wire; a HEAD request gets the head alone.
    func bytes(isPersistent: Bool, isHead: Bool = false) -> [UInt8] {
        let type = contentType.isEmpty ? [] : [(name: "Content-Type", value: contentType)]
        let head = """
            HTTP/1.1 \(status)\r
            \((type + fields).map { "\($0.name): \($0.value)\r\n" }.joined())Content-Length: \(body.count)\r
            Connection: \(isPersistent ? "keep-alive" : "close")\r
            \r

            """
        return Array(head.utf8) + (isHead ? [] : body)
    }
}
