import COpenSSL
import Glibc
import Reactor
import TestSupport
import Testing

@Suite struct TLSCloseTests {
    @Test func `tells a close_notify as the end`() throws {
        let peers = try TLSPeers.connected()
        #expect(peers.clientSession?.closeNotify() == true)
        #expect(peers.serverSession?.receive().result == .end)
        #expect(peers.serverSession?.failure == nil)
    }

    @Test func `still writes after the peer's close_notify`() throws {
        let peers = try TLSPeers.connected()
        #expect(peers.clientSession?.closeNotify() == true)
        #expect(peers.serverSession?.receive().result == .end)
        #expect(peers.serverSession?.send("late") == .bytes(4))
        #expect(peers.clientSession?.receive().bytes == Array("late".utf8))
    }

    @Test func `tells a stream that is cut off as a failure`() throws {
        let peers = try TLSPeers.connected()
        peers.sockets.closeClient()
        #expect(peers.serverSession?.receive().result == .failed(ECONNRESET))
        #expect(peers.serverSession?.failure == .truncated)
    }

    @Test func `tells a record that is cut off as a failure`() throws {
        let peers = try TLSPeers.connected()
        peers.sockets.sendRaw([23, 3, 3, 0, 100, 1, 2, 3])
        peers.sockets.closeClient()
        peers.serverSession?.socketReadable(hangup: true)
        #expect(peers.serverSession?.receiveAgain().result == .failed(ECONNRESET))
        #expect(peers.serverSession?.failure == .truncated)
    }

    @Test func `survives writing to a peer that is gone`() throws {
        let peers = try TLSPeers.connected()
        peers.sockets.closeClient()
        #expect(peers.serverSession?.send("x") == .failed(EPIPE))
        #expect(peers.serverSession?.failure == .socket(EPIPE))
        #expect(peers.serverSession?.closeNotify() == false)
    }

    @Test func `sends no close_notify before the handshake is done`() throws {
        let sockets = try SocketPair()
        let session = try TLSSession(server: TestServer().context, descriptor: sockets.server)
        #expect(session.closeNotify() == false)
        #expect(sockets.receiveRaw().isEmpty)
    }

    @Test func `tells a record that was tampered with`() throws {
        let peers = try TLSPeers.connected()
        peers.sockets.sendRaw([23, 3, 3, 0, 32] + [UInt8](repeating: 9, count: 32))
        #expect(peers.serverSession?.receive().result == .failed(EPROTO))
        guard case .openSSL = peers.serverSession?.failure else {
            Issue.record("the failure is \(String(describing: peers.serverSession?.failure))")
            return
        }
        #expect(peers.clientSession?.receive().result == .failed(EPROTO))
        #expect(peers.clientSession?.failure == .alertReceived(TLSAlert(rawValue: 20)))
    }

    @Test func `keeps one session's failure out of another`() throws {
        let broken = try TLSPeers.connected()
        let sound = try TLSPeers.connected()
        broken.sockets.sendRaw([23, 3, 3, 0, 32] + [UInt8](repeating: 9, count: 32))
        #expect(broken.serverSession?.receive().result == .failed(EPROTO))
        #expect(sound.serverSession?.receive().result == .wouldBlock)
        #expect(sound.clientSession?.send("fine") == .bytes(4))
        #expect(sound.serverSession?.receive().bytes == Array("fine".utf8))
    }
}
