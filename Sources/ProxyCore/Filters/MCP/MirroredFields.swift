internal import ProxyModel

/// What the head of a request says about the call in its content (MCP 2026-07-28, Streamable HTTP).
struct MirroredFields {
    /// The values of `Mcp-Method` and of `Mcp-Name`, line by line.
    var methods: [[UInt8]] = []
    var names: [[UInt8]] = []

    /// Whether they say what the content says: servers and what stands between may go by either.
    func agree(with content: RemoteCalls) -> Bool {
        guard !self.methods.isEmpty || !self.names.isEmpty else { return true }
        guard !content.isBatch, let call = content.calls.first else { return false }
        if !self.methods.isEmpty {
            guard self.methods.count == 1, let method = call.method, self.methods[0].elementsEqual(method.utf8) else {
                return false
            }
        }
        guard !self.names.isEmpty else { return true }
        // Elsewhere the field mirrors nothing.
        guard let name = call.mirroredName else { return call.method != RemoteCall.callsTool }
        return self.names.count == 1 && Self.decoded(self.names[0]).map { $0.elementsEqual(name.utf8) } ?? false
    }

    /// A value, which is base64 between `=?base64?` and `?=` where it is no plain ASCII; nil when that is not valid.
    static func decoded(_ value: [UInt8]) -> [UInt8]? {
        let (start, end) = (Array("=?base64?".utf8), Array("?=".utf8))
        guard value.count >= start.count + end.count, value.starts(with: start), value.suffix(2).elementsEqual(end)
        else {
            return value
        }
        var text = String(decoding: value[start.count..<(value.count - end.count)], as: UTF8.self)
        guard text.utf8.count % 4 == 0, !text.utf8.contains(where: { $0 == 0x2D || $0 == 0x5F }) else { return nil }
        while text.hasSuffix("=") { text.removeLast() }
        text = String(decoding: text.utf8.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }, as: UTF8.self)
        return Base64URL.decode(text)
    }
}
