internal import ProxyModel

/// An answer whose head waits for what its content says.
final class HeldAnswer {
    let head = ResponseHead()
    /// What is to be sent behind the head.
    var content: [UInt8] = []
    /// The events, when the answer is a stream of them.
    let events: EventFilter?

    /// Keeps a head, which the worker uses for other answers meanwhile.
    init(_ head: ResponseHead, events: EventFilter?) {
        self.events = events
        self.head.status = head.status
        self.head.version = head.version
        self.head.framing = head.framing
        self.head.flags = head.flags
        for line in 0..<head.block.lineCount where !head.block.line(line).isRemoved {
            unsafe self.head.block.append(name: head.block.name(line), value: head.block.value(line))
        }
    }

    /// The revision that an answer to `initialize` negotiates; nil when the content is no such answer.
    static func version(in content: [UInt8]) -> [UInt8]? {
        guard let json = try? JSONValue(parsing: content, keepsLargeNumbers: true),
            let text = json["result"]?["protocolVersion"]?.stringValue,
            (1...32).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return Array(text.utf8)
    }
}

@available(*, unavailable)
extension HeldAnswer: Sendable {}
