import Glibc
import Reactor
import Testing

/// A server on loopback that has no room for one more connection at first: whoever comes stays between asking and having.
final class CrowdedServer {
    let port: UInt16
    private let listener: Int32
    private var crowd: [Int32] = []
    private var accepted: [Wire] = []

    init() throws {
        var options = Socket.ListenOptions()
        options.backlog = 0
        listener = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: 0), options)
        let address = try #require(Socket.localAddress(listener))
        port = address.port
        // The kernel has room for one more than it is told.
        for _ in 0..<2 { crowd.append(try Socket.connect(address).descriptor) }
    }

    deinit {
        for descriptor in crowd { Socket.close(descriptor) }
        Socket.close(listener)
    }

    /// What came by any of its connections.
    var received: [UInt8] {
        makeRoom()
        for wire in accepted { wire.move() }
        return accepted.flatMap(\.received)
    }

    /// Accepts who has come, so that there is room.
    func makeRoom() {
        while case .connection(let descriptor, _) = Socket.accept(listener) { accepted.append(Wire(descriptor)) }
    }
}
