internal import ProxyModel
internal import Reactor

/// Pages of other origins that call an MCP server from a browser (Fetch §3.3).
///
/// Servers of MCP know only their own methods and answer a preflight by 405, so the answer is ours. Any origin is named,
/// but never with credentials: what counts is the token, and whose pages may use it is checked with the request itself.
extension Exchange {
    private static let allowedFields: StaticString = """
        Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID, Mcp-Method, Mcp-Name
        """
    private static let exposedFields: StaticString = "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version"
    private static let parameterPrefix: StaticString = "mcp-param-"

    /// Answers a browser that asks what a page may send to the endpoint.
    func answerPreflight(_ rules: GuardRules) {
        guard let client = self.client else { return }
        let head = self.worker.answerHead
        head.reset()
        head.status = 204
        head.block.append(name: "Access-Control-Allow-Origin", value: "*")
        // What is no MCP is an application beside the server, which has methods of its own.
        let path = unsafe self.request.slice(self.request.path)
        let isServer = unsafe rules.isEndpoint(path) || LegacyPath.contains(path)
        head.block.append(
            name: "Access-Control-Allow-Methods",
            value: isServer ? "GET, POST, DELETE, OPTIONS" : "GET, POST, DELETE, OPTIONS, HEAD, PUT, PATCH")
        let fields = self.worker.localScratch
        fields.clear()
        fields.append(Self.allowedFields)
        self.appendParameterFields(to: fields)
        let name: StaticString = "Access-Control-Allow-Headers"
        unsafe head.block.append(
            name: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount),
            value: fields.readable)
        head.block.append(name: "Access-Control-Max-Age", value: "86400")
        fields.clear()
        self.respond(head, body: fields, client)
    }

    /// Lets the page read an answer of the endpoint, unless the server has rules of its own.
    func allowReading(_ block: HeaderBlock) {
        guard self.request.block.first(.origin) != nil else { return }
        let name: StaticString = "access-control-allow-origin"
        let known = unsafe block.first(
            matching: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        guard known == nil else { return }
        block.append(name: "Access-Control-Allow-Origin", value: "*")
        let exposed: StaticString = "Access-Control-Expose-Headers"
        unsafe block.append(
            name: UnsafeBufferPointer(start: exposed.utf8Start, count: exposed.utf8CodeUnitCount),
            value: UnsafeBufferPointer(start: Self.exposedFields.utf8Start, count: Self.exposedFields.utf8CodeUnitCount)
        )
    }

    /// Adds the fields that mirror a tool's parameters, whose names only the tool knows.
    private func appendParameterFields(to fields: WriteBuffer) {
        let asked: StaticString = "access-control-request-headers"
        guard
            let line = unsafe self.request.block.first(
                matching: UnsafeBufferPointer(start: asked.utf8Start, count: asked.utf8CodeUnitCount))
        else { return }
        let value = unsafe Array(self.request.block.value(line))
        for member in value.split(separator: UInt8(ascii: ",")) {
            let name = Array(member.drop { $0 == 0x20 || $0 == 0x09 })
            let prefix = Self.parameterPrefix
            guard name.count > prefix.utf8CodeUnitCount, name.count <= 64,
                name.allSatisfy({ $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x5F }),
                unsafe CaseFolding.equal(name, prefix.utf8Start, prefix.utf8CodeUnitCount)
            else { continue }
            fields.append(", ")
            unsafe name.withUnsafeBufferPointer { unsafe fields.append($0) }
        }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
