import ProxyCore

/// What a parser made of a request head, as values that a test can compare.
struct ParsedRequest: Equatable {
    var method: HTTPMethod
    var methodToken: String
    var receivedTarget: String
    var target: String
    var path: String
    var query: String
    var host: String
    var port: UInt16
    var version: HTTPVersion
    var framing: BodyFraming
    var flags: RequestHead.Flags
    var upgrade: String
    var fields: [String]

    init(_ head: RequestHead) {
        self.method = head.method
        self.methodToken = unsafe Octets.text(head.slice(head.methodToken))
        self.receivedTarget = unsafe Octets.text(head.slice(head.receivedTarget))
        self.target = unsafe Octets.text(head.slice(head.target))
        self.path = unsafe Octets.text(head.slice(head.path))
        self.query = unsafe Octets.text(head.slice(head.query))
        self.host = unsafe Octets.text(head.slice(head.host))
        self.port = head.port
        self.version = head.version
        self.framing = head.framing
        self.flags = head.flags
        self.upgrade = unsafe Octets.text(head.slice(head.upgrade))
        self.fields = head.block.keptFields
    }

    /// Parses one head; nil unless it is complete.
    init?(_ octets: Octets, limits: HTTP1Limits = HTTP1Limits()) {
        let head = RequestHead()
        guard case .complete = octets.parseRequest(into: head, limits: limits) else { return nil }
        self.init(head)
    }
}

/// What a parser made of a response head.
struct ParsedResponse: Equatable {
    var status: UInt16
    var reason: String
    var version: HTTPVersion
    var framing: BodyFraming
    var keepAlive: Bool
    var upgrade: String
    var fields: [String]

    init(_ head: ResponseHead) {
        self.status = head.status
        self.reason = unsafe Octets.text(head.slice(head.reason))
        self.version = head.version
        self.framing = head.framing
        self.keepAlive = head.keepAlive
        self.upgrade = unsafe Octets.text(head.slice(head.upgrade))
        self.fields = head.block.keptFields
    }

    /// Parses one head; nil unless it is complete.
    init?(_ octets: Octets, to method: HTTPMethod = .get, limits: HTTP1Limits = HTTP1Limits()) {
        let head = ResponseHead()
        guard case .complete = octets.parseResponse(to: method, into: head, limits: limits) else { return nil }
        self.init(head)
    }
}

extension HeaderBlock {
    /// The lines that were not removed, as `name: value`.
    var keptFields: [String] {
        (0..<self.lineCount).filter { !self.line($0).isRemoved }.map { index in
            unsafe Octets.text(self.name(index)) + ": " + Octets.text(self.value(index))
        }
    }
}

extension Octets {
    func parseRequest(into head: RequestHead, limits: HTTP1Limits = HTTP1Limits()) -> ParseOutcome {
        unsafe self.withExactCopy { source, count in
            unsafe RequestHeadParser.parse(source, count, into: head, limits: limits)
        }
    }

    func parseResponse(
        to method: HTTPMethod, into head: ResponseHead, limits: HTTP1Limits = HTTP1Limits()
    ) -> ParseOutcome {
        unsafe self.withExactCopy { source, count in
            unsafe ResponseHeadParser.parse(source, count, requestMethod: method, into: head, limits: limits)
        }
    }

    /// The outcome for a head that comes to nothing before `complete` or `rejected`.
    var requestOutcome: ParseOutcome { self.parseRequest(into: RequestHead()) }

    /// Parses as a connection would when every byte arrives alone.
    func parseRequestByteByByte(into head: RequestHead, limits: HTTP1Limits = HTTP1Limits()) -> ParseOutcome {
        var search = HeadTerminatorSearch()
        for count in 1...self.bytes.count {
            let outcome = unsafe Octets(Array(self.bytes.prefix(count))).withExactCopy { source, count in
                unsafe search.advance(source, count, limits: limits)
                    ? RequestHeadParser.parse(source, count, into: head, limits: limits) : .incomplete
            }
            if outcome != .incomplete { return outcome }
        }
        return .incomplete
    }
}
