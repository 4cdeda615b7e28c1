import Testing

/// A client that asks, dawdles and leaves as the random numbers say, and looks at every byte that it gets.
final class SimulatedClient {
    private struct Question {
        let token: Int
        let method: String
    }

    let wire: Wire
    private var open: [Question] = []
    private var own: Set<Int> = []
    private var unsent: [UInt8] = []
    private var scanned = 0
    private var isTunnel = false
    private var hasAskedForTunnel = false

    init(_ wire: Wire) { self.wire = wire }

    /// Nothing more will come of it.
    var isOver: Bool { wire.isEnded }

    /// Makes up the next request; it leaves in pieces, by `speak`.
    func ask(_ token: Int, _ random: inout SeededGenerator) {
        own.insert(token)
        if isTunnel {
            unsent += Token.content(token, .random(in: 1...4_000, using: &random))
            return
        }
        guard open.count < 3, !hasAskedForTunnel else { return }
        let kinds = ["GET", "GET", "HEAD", "DELETE", "POST", "PUT", "chunked", "upgrade", "nonsense"]
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
        let method = kind == "chunked" ? "POST" : ["upgrade", "nonsense"].contains(kind) ? "GET" : kind
        var head = "\(method) /\(Token.text(token)) HTTP/1.1\r\nHost: \(WorkerFixture.host)\r\n"
        if Int.random(in: 0..<12, using: &random) == 0 { head += "Connection: close\r\n" }
        var content: [UInt8] = []
        switch kind {
        case "POST", "PUT":
            content = Token.content(token, Self.size(&random))
            head += "Content-Length: \(content.count)\r\nX-Length: \(content.count)\r\n"
        case "chunked":
            let all = Token.content(token, Self.size(&random))
            head += "Transfer-Encoding: chunked\r\nX-Length: \(all.count)\r\n"
            content = Self.chunks(all, &random)
        case "upgrade":
            head += "Connection: upgrade\r\nUpgrade: websocket\r\n"
            hasAskedForTunnel = true
        case "nonsense":
            head += "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"
        default: break
        }
        unsent += Array(head.utf8) + Array("\r\n".utf8) + content
        open.append(Question(token: token, method: method))
    }

    /// Sends some of what is to be said.
    func speak(_ random: inout SeededGenerator) {
        guard !unsent.isEmpty, wire.isFlushed else { return }
        let count = min(unsent.count, Bool.random(using: &random) ? .random(in: 1...40, using: &random) : 100_000)
        wire.send(unsent[..<count])
        unsent.removeFirst(count)
    }

    func leave(_ random: inout SeededGenerator) {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: wire.reset()
        case 1: wire.shutDown()
        default: wire.finishWriting()
        }
    }

    /// Looks at what has come.
    func check() throws(Violation) {
        guard scanned < wire.received.count || wire.isEnded else { return }
        let foreign = Token.all(in: wire.received[max(0, scanned - 16)...]).subtracting(own)
        guard foreign.isEmpty else { throw Violation("a client got bytes of others: \(foreign)") }
        while !isTunnel, let question = open.first {
            let taken = WireMessage.take(
                from: &wire.received, hasContent: question.method != "HEAD", untilClose: true, isEnded: wire.isEnded)
            guard let answer = taken else { break }
            try judge(answer, question)
        }
        scanned = wire.received.count
    }

    private func judge(_ answer: WireMessage, _ question: Question) throws(Violation) {
        if answer.status == 101 {
            isTunnel = true
            return
        }
        if (100..<200).contains(answer.status) { return }
        open.removeFirst()
        guard let token = answer["X-Token"] else {
            // One of the proxy's own, which are all refusals here.
            guard answer.status >= 400 else { throw Violation("an answer of nobody: \(answer.startLine)") }
            return
        }
        guard token == Token.text(question.token) else {
            throw Violation("\(Token.text(question.token)) was answered with \(token)")
        }
        guard let length = answer["X-Length"].flatMap({ Int($0) }) else { return }
        guard answer.body.count == length || question.method == "HEAD" || wire.isEnded else {
            throw Violation("\(answer.body.count) bytes of \(length) were taken for whole")
        }
    }

    /// A length of content: mostly short, sometimes more than the sockets hold.
    static func size(_ random: inout SeededGenerator) -> Int {
        Int.random(in: 0..<8, using: &random) == 0
            ? .random(in: 0...400_000, using: &random) : .random(in: 0...3_000, using: &random)
    }

    /// Content in chunks of random lengths, with its end.
    static func chunks(_ content: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = content[...]
        while !rest.isEmpty {
            let piece = rest.prefix(.random(in: 1...20_000, using: &random))
            bytes += Array(String(piece.count, radix: 16).utf8) + [0x0D, 0x0A] + piece + [0x0D, 0x0A]
            rest = rest.dropFirst(piece.count)
        }
        return bytes + Array("0\r\n\r\n".utf8)
    }
}
