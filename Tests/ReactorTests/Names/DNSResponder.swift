import CLinux
import Glibc
import Reactor

/// A name server on a loopback port, UDP and TCP, driven by the reactor of the test.
final class DNSResponder: EventHandler {
    /// Decides about each question.
    var answer: (_ name: String, _ type: UInt16) -> DNSReply
    /// Changes the bytes of each answer before it is sent.
    var damage: ([UInt8]) -> [UInt8] = { $0 }
    /// The names asked for, once per question received.
    private(set) var asked: [String] = []
    private(set) var askedOverTCP = 0
    let port: UInt16
    private unowned let reactor: Reactor
    private var listener: TCPListener?

    /// Binds both sockets and begins to answer.
    init(
        _ reactor: Reactor, on place: SocketAddress = .ip(IPAddress(v4: 0x7F00_0001), port: 0),
        _ answer: @escaping (_ name: String, _ type: UInt16) -> DNSReply
    ) throws {
        self.reactor = reactor
        self.answer = answer
        let (udp, tcp) = try Self.bindBoth(place)
        port = Socket.localAddress(tcp)?.port ?? 0
        super.init()
        try reactor.register(self, udp)
        let listener = TCPListener(self, reactor)
        try reactor.register(listener, tcp)
        self.listener = listener
    }

    /// A UDP and a TCP socket on the same port; the kernel knows only for one of them which port is free.
    private static func bindBoth(_ place: SocketAddress) throws -> (udp: Int32, tcp: Int32) {
        guard case .ip(let ip, _) = place else { throw SystemError("bind", EAFNOSUPPORT) }
        for _ in 0..<20 {
            let tcp = try Socket.listen(place, Socket.ListenOptions())
            let udp = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = (Socket.localAddress(tcp)?.port ?? 0).bigEndian
            address.sin_addr.s_addr = ip.v4Bits.bigEndian
            let status = unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(udp, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if status == 0 { return (udp, tcp) }
            Socket.close(udp)
            Socket.close(tcp)
        }
        throw SystemError("bind", EADDRINUSE)
    }

    /// What `NameResolverSettings.servers` wants.
    var servers: String { "127.0.0.1:\(port)" }

    func stop() {
        reactor.close(self)
        if let listener { reactor.close(listener) }
        listener = nil
    }

    override func ready(_ readiness: UInt32) {
        while true {
            var buffer = [UInt8](repeating: 0, count: 512)
            var from = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let count = unsafe withUnsafeMutablePointer(to: &from) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
                }
            }
            guard count > 0 else { return }
            guard let bytes = reply(to: Array(buffer[..<count]), overTCP: false) else { continue }
            _ = unsafe withUnsafePointer(to: &from) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe sendto(descriptor, bytes, bytes.count, 0, $0, length)
                }
            }
        }
    }

    fileprivate func reply(to query: [UInt8], overTCP: Bool) -> [UInt8]? {
        guard let message = DNSMessage(query) else { return nil }
        asked.append(message.name)
        if overTCP { askedOverTCP += 1 }
        return message.encode(answer(message.name, message.type), overTCP: overTCP).map(damage)
    }
}

private final class TCPListener: EventHandler {
    private unowned let responder: DNSResponder
    private unowned let reactor: Reactor

    init(_ responder: DNSResponder, _ reactor: Reactor) {
        self.responder = responder
        self.reactor = reactor
    }

    override func ready(_ readiness: UInt32) {
        while case .connection(let descriptor, _) = Socket.accept(self.descriptor) {
            do { try reactor.register(TCPConnection(responder, reactor), descriptor) } catch {
                Socket.close(descriptor)
            }
        }
    }
}

private final class TCPConnection: EventHandler {
    private unowned let responder: DNSResponder
    private unowned let reactor: Reactor
    private var received: [UInt8] = []

    init(_ responder: DNSResponder, _ reactor: Reactor) {
        self.responder = responder
        self.reactor = reactor
    }

    override func ready(_ readiness: UInt32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            switch unsafe Socket.read(descriptor, &buffer, buffer.count) {
            case .bytes(let count): received += buffer[..<count]
            case .wouldBlock: return answerWhatIsWhole()
            case .end, .failed: return reactor.close(self)
            }
        }
    }

    private func answerWhatIsWhole() {
        while received.count >= 2 {
            let length = Int(received[0]) << 8 | Int(received[1])
            guard received.count >= 2 + length else { return }
            let query = Array(received[2..<2 + length])
            received.removeFirst(2 + length)
            guard let bytes = responder.reply(to: query, overTCP: true) else { continue }
            let framed = [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
            _ = unsafe Socket.write(descriptor, framed, framed.count)
        }
    }
}
