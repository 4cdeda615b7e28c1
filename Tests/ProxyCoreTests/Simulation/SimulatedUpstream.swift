import Testing

/// The upstream's end of one connection: answers well, badly, early, late or not at all, as the random numbers say.
final class SimulatedUpstream {
    /// What it does next.
    private enum Step {
        /// Sends these bytes, in pieces.
        case say([UInt8])
        /// Sends these bytes at once.
        case sayAtOnce([UInt8])
        case finish, reset
    }

    let wire: Wire
    private var steps: [Step] = []
    /// It has lost its way: what comes is not looked at any more.
    private var isDone = false
    private var isTunnel = false
    private var echoed = 0

    init(_ wire: Wire) { self.wire = wire }

    var isOver: Bool { wire.isEnded }

    /// Looks at what has come, and makes up its mind once a request is there.
    func check(_ random: inout SeededGenerator) throws(Violation) {
        guard !isDone, !wire.received.isEmpty else { return }
        let tokens = Token.all(in: wire.received)
        if isTunnel {
            wire.send(wire.received[...])
            wire.received = []
            return
        }
        guard tokens.count <= 1 else { throw Violation("an upstream got a request mixed of \(tokens)") }
        guard steps.isEmpty, let token = tokens.first else { return }
        let request = WireMessage.take(
            from: &wire.received, hasContent: true, untilClose: false, isEnded: wire.isEnded)
        if let request {
            if let length = request["X-Length"].flatMap({ Int($0) }), length != request.body.count {
                throw Violation("an upstream got \(request.body.count) bytes of content instead of \(length)")
            }
            plan(token, request, &random)
        } else if Int.random(in: 0..<400, using: &random) == 0 {
            // Answers before the request is there.
            steps = [.say(head(token, "200 OK", length: 2) + Array("no".utf8))]
            isDone = true
        }
    }

    private func head(_ token: Int, _ status: String, length: Int?, _ more: String = "") -> [UInt8] {
        var text = "HTTP/1.1 \(status)\r\nX-Token: \(Token.text(token))\r\n\(more)"
        if let length { text += "Content-Length: \(length)\r\nX-Length: \(length)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    private func plan(_ token: Int, _ request: WireMessage, _ random: inout SeededGenerator) {
        let size = SimulatedClient.size(&random)
        let content = request.startLine.hasPrefix("HEAD") ? [] : Token.content(token, size)
        let length = request.startLine.hasPrefix("HEAD") ? size : content.count
        if request["Upgrade"] != nil, Bool.random(using: &random) {
            isTunnel = true
            steps = [
                .say(
                    Array(
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n".utf8))
            ]
            return
        }
        let whole = head(token, "200 OK", length: length) + content
        let chunked =
            head(token, "200 OK", length: nil, "Transfer-Encoding: chunked\r\n")
            + (content.isEmpty && length > 0 ? [] : SimulatedClient.chunks(content, &random))
        let foreign = head(Token.foreign, "200 OK", length: 6) + Token.content(Token.foreign, 6)
        switch Int.random(in: 0..<22, using: &random) {
        case 0..<6: steps = [.say(whole)]
        case 6..<9: steps = [.say(chunked)]
        case 9: steps = [.say(head(token, "200 OK", length: nil) + content), .finish]
        case 10: steps = [.say(head(token, "204 No Content", length: nil))]
        case 11: steps = [.say(head(token, "304 Not Modified", length: nil))]
        case 12: steps = [.say(Array("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n".utf8) + whole)]
        case 13: steps = [.say(whole), .finish]
        case 14: steps = [.say(head(token, "200 OK", length: length, "Connection: close\r\n") + content)]
        // More than was asked for.
        case 15: steps = [.sayAtOnce(head(token, "204 No Content", length: nil) + foreign)]
        case 16: steps = [.sayAtOnce(head(token, "200 OK", length: 1) + Array("x".utf8) + foreign)]
        // Less, or nonsense.
        case 17: steps = [.say(Array(whole.dropLast(1))), .finish]
        case 18: steps = [.say(Array(whole.prefix(whole.count / 2))), .reset]
        case 19: steps = [.say(Array("HTTP/1.1 banana\r\n\r\n".utf8) + foreign)]
        case 20: steps = [.say(head(token, "200 OK", length: nil, "Transfer-Encoding: chunked\r\n") + [0x7A])]
        default: isDone = true
        }
    }

    /// Takes a step, or a part of one.
    func act(_ random: inout SeededGenerator) {
        guard let step = steps.first, wire.isFlushed else { return }
        switch step {
        case .say(let bytes):
            let count = Bool.random(using: &random) ? bytes.count : .random(in: 0...bytes.count, using: &random)
            wire.send(bytes[..<count])
            if count < bytes.count {
                steps[0] = .say(Array(bytes[count...]))
                return
            }
        case .sayAtOnce(let bytes): wire.send(bytes)
        case .finish: wire.finishWriting()
        case .reset: wire.reset()
        }
        steps.removeFirst()
    }
}
