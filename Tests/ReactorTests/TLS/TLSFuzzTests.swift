import Glibc
import Reactor
import TestSupport
import Testing

/// Random damage to what a peer sends, from a fixed seed: nothing may trap or hang.
@Suite struct TLSFuzzTests {
    private static let rounds = 600

    @Test(arguments: [UInt64(1), 2, 3])
    func `survives damaged ClientHellos`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let server = try TestServer()
        let hello = try clientHello()
        for _ in 0..<Self.rounds {
            let waits = Bool.random(using: &random)
            server.selector.answer = { _ in waits ? .wait : .useDefault }
            let sockets = try SocketPair()
            let session = try TLSSession(server: server.context, descriptor: sockets.server)
            for piece in damaged(hello, &random).chunks(&random) {
                sockets.sendRaw(piece)
                session.socketReadable()
                session.socketWritable()
                if case .failed = session.handshake() { break }
            }
            #expect(session.receive().result != .bytes(0))
        }
    }

    @Test(arguments: [UInt64(4), 5])
    func `survives damaged records after the handshake`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for _ in 0..<100 {
            let peers = try TLSPeers.connected()
            #expect(peers.clientSession?.send("hello") == .bytes(5))
            // The record is taken off the wire, and comes back damaged.
            var record = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe recv(peers.sockets.server, &record, record.count, 0)
            for piece in damaged(Array(record[..<max(0, count)]), &random).chunks(&random) {
                peers.sockets.sendRaw(piece)
                guard case .wouldBlock = peers.serverSession?.receive().result else { break }
            }
        }
    }

    private func clientHello() throws -> [UInt8] {
        let sockets = try SocketPair()
        let peer = try OpenSSLPeer(descriptor: sockets.server, protocols: [2, 104, 50, 8] + Array("http/1.1".utf8))
        _ = peer.handshake()
        return sockets.receiveRaw()
    }

    private func damaged(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.remove(at: position)
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: position)
            case 4: bytes.removeLast(Int.random(in: 0...min(64, bytes.count), using: &random))
            default:
                let end = min(bytes.count, position + Int.random(in: 0...32, using: &random))
                bytes.insert(contentsOf: bytes[position..<end], at: position)
            }
        }
        return bytes
    }
}

/// A small generator with a fixed seed.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension [UInt8] {
    /// The bytes in one to three pieces.
    fileprivate func chunks(_ random: inout some RandomNumberGenerator) -> [[UInt8]] {
        let first = Int.random(in: 0...count, using: &random)
        let second = Int.random(in: first...count, using: &random)
        return [Array(self[..<first]), Array(self[first..<second]), Array(self[second...])]
    }
}
