import ProxyModel
import Reactor
import Testing

/// A server of HTTP/1.1 on a port of its own that answers each request with its name, on the loop of the test.
final class RunningServer {
    let name: String
    let url: UpstreamURL
    private var listener: Int32
    private var wires: [Wire] = []
    /// How many requests it has answered.
    private(set) var answered = 0
    /// How the requests that it has read named it.
    private(set) var hosts: [String] = []
    /// What it has read and not answered, because it holds answers back.
    private var held: [Wire] = []
    var holdsAnswers = false
    private var isLeaving = false

    init(_ name: String) throws {
        self.name = name
        listener = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: 0), Socket.ListenOptions())
        url = try UpstreamURL("http://127.0.0.1:\(#require(Socket.localAddress(listener)).port)")
    }

    deinit { if listener >= 0 { Socket.close(listener) } }

    /// How many connections are open.
    var open: Int { wires.count { !$0.isEnded } }
    /// How many requests wait for their answers.
    var waiting: Int { held.count }

    /// Takes what has come, and answers.
    func move() {
        while listener >= 0, case .connection(let descriptor, _) = Socket.accept(listener) {
            wires.append(Wire(descriptor))
        }
        for wire in wires {
            wire.move()
            while let request = WireMessage.take(
                from: &wire.received, hasContent: true, untilClose: false, isEnded: false)
            {
                hosts.append(request["Host"] ?? "")
                held.append(wire)
            }
        }
        if !holdsAnswers { answerHeld() }
        if isLeaving, held.isEmpty { wires.removeAll { $0.isFlushed } }
        wires.removeAll { $0.isEnded }
    }

    /// Answers every request that was held back.
    func answerHeld() {
        for wire in held {
            answered += 1
            let end = isLeaving ? "Connection: close\r\n" : ""
            wire.send("HTTP/1.1 200 OK\r\n\(end)Content-Length: \(name.utf8.count)\r\n\r\n\(name)")
        }
        held = []
    }

    /// Ends as a good server does: takes no more connections, answers what it has, closes the rest.
    func leave() {
        move()
        close()
        isLeaving = true
    }

    /// Ends in the middle of everything.
    func die() {
        close()
        for wire in wires { wire.reset() }
        (wires, held) = ([], [])
    }

    private func close() {
        if listener >= 0 { Socket.close(listener) }
        listener = -1
    }
}
