import COpenSSL
import Glibc
import Reactor
import TestSupport
import Testing

@Suite struct TLSDataTests {
    @Test func `carries data both ways`() throws {
        let peers = try TLSPeers.connected()
        #expect(peers.clientSession?.send("question") == .bytes(8))
        #expect(peers.serverSession?.receive().bytes == Array("question".utf8))
        #expect(peers.serverSession?.send("answer") == .bytes(6))
        #expect(peers.clientSession?.receive().bytes == Array("answer".utf8))
    }

    @Test func `gives a record piece by piece and tells that more is there`() throws {
        let peers = try TLSPeers.connected()
        #expect(peers.clientSession?.send("abc") == .bytes(3))
        peers.serverSession?.socketReadable()
        #expect(peers.serverSession?.receiveAgain(1).bytes == [UInt8(ascii: "a")])
        #expect(peers.serverSession?.mayHaveInput == true)
        #expect(peers.serverSession?.receiveAgain(1).bytes == [UInt8(ascii: "b")])
        #expect(peers.serverSession?.receiveAgain(1).bytes == [UInt8(ascii: "c")])
        #expect(peers.serverSession?.receiveAgain(1).result == .wouldBlock)
        #expect(peers.serverSession?.mayHaveInput == false)
    }

    @Test func `has nothing to give for an empty buffer and nothing to take from one`() throws {
        let peers = try TLSPeers.connected()
        #expect(peers.clientSession?.send([]) == .bytes(0))
        #expect(peers.clientSession?.send("x") == .bytes(1))
        #expect(peers.serverSession?.receive(0).result == .bytes(0))
        #expect(peers.serverSession?.receive().bytes == Array("x".utf8))
    }

    @Test func `moves a megabyte through a small socket from buffers that move`() throws {
        let peers = try TLSPeers.connected(bufferSize: 4_608)
        let sent = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var received: [UInt8] = []
        var offset = 0
        var refusals = 0
        while received.count < sent.count {
            if offset < sent.count {
                // A copy each time: the bytes are the same, their place is not.
                switch peers.serverSession?.send(Array(sent[offset...].prefix(40_000))) {
                case .bytes(let count): offset += count
                case .wouldBlock: refusals += 1
                case let other:
                    Issue.record("writing came to \(String(describing: other))")
                    return
                }
            }
            guard let (bytes, result) = peers.clientSession?.receive(5_000), result != .end else { break }
            received += bytes
        }
        #expect(received == sent)
        #expect(refusals > 0)
    }

    @Test func `waits for the socket to be writable when it is full`() throws {
        let peers = try TLSPeers.connected(bufferSize: 4_608)
        var result: IOResult? = .bytes(1)
        while case .bytes = result { result = peers.serverSession?.send([UInt8](repeating: 7, count: 10_000)) }
        #expect(result == .wouldBlock)
        #expect(peers.serverSession?.wantsWrite == true)
    }

    @Test func `makes no system call on a drained socket before it is readable again`() throws {
        let peers = try TLSPeers.connected()
        #expect(peers.clientSession?.send("one") == .bytes(3))
        #expect(peers.serverSession?.receive().bytes == Array("one".utf8))
        #expect(peers.clientSession?.send("two") == .bytes(3))
        #expect(peers.serverSession?.receiveAgain().result == .wouldBlock)
        #expect(peers.serverSession?.mayHaveInput == false)
        #expect(peers.serverSession?.receive().bytes == Array("two".utf8))
    }

    @Test func `finds the end behind the data after a hang-up`() throws {
        let peers = try TLSPeers.connected()
        #expect(peers.clientSession?.send("last") == .bytes(4))
        peers.sockets.closeClient()
        peers.serverSession?.socketReadable(hangup: true)
        #expect(peers.serverSession?.receiveAgain().bytes == Array("last".utf8))
        #expect(peers.serverSession?.receiveAgain().result == .failed(ECONNRESET))
        #expect(peers.serverSession?.failure == .truncated)
    }

    @Test func `makes no system call on a full socket before it is writable again`() throws {
        let peers = try TLSPeers.connected(bufferSize: 4_608)
        let bytes = [UInt8](repeating: 7, count: 10_000)
        var result: IOResult? = .bytes(1)
        while case .bytes = result { result = peers.serverSession?.send(bytes) }
        while case .bytes = peers.clientSession?.receive().result {}
        #expect(unsafe bytes.withUnsafeBytes { unsafe peers.serverSession?.write($0) } == .wouldBlock)
        #expect(peers.serverSession?.send(bytes) != .wouldBlock)
    }
}

extension TLSPeers {
    /// Peers whose handshake is done.
    static func connected(bufferSize: Int32? = nil) throws -> TLSPeers {
        let peers = try TLSPeers(server: TestServer(), bufferSize: bufferSize)
        let steps = peers.handshake()
        try #require(steps.server == .complete && steps.client == .complete)
        // The ticket is taken in here, so that the tests meet nothing but their own bytes.
        #expect(peers.clientSession?.receive().result == .wouldBlock)
        return peers
    }
}
