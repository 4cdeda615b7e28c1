import COpenSSL
import Glibc
import Reactor
import TestSupport
import Testing

@Suite struct TLSRefusedHandshakeTests {
    @Test func `refuses an unknown name with unrecognized_name`() throws {
        let server = try TestServer()
        server.selector.answer = { _ in .reject(.unrecognizedName) }
        let peers = try TLSPeers(server: server)
        let steps = peers.handshake()
        #expect(steps.server == .failed(.refused(.unrecognizedName)))
        #expect(steps.client == .failed(.alertReceived(.unrecognizedName)))
        #expect(peers.serverSession?.failure == .refused(.unrecognizedName))
    }

    @Test func `refuses a client without a name where there is no default certificate`() throws {
        let server = try TestServer(certificate: nil)
        let steps = try TLSPeers(server: server, host: "127.0.0.1").handshake()
        #expect(steps.server == .failed(.refused(.unrecognizedName)))
        #expect(server.selector.hellos.map(\.serverName) == [.absent])
    }

    @Test func `fails instead of using no certificate`() throws {
        let server = try TestServer()
        server.selector.answer = { _ in .use(TLSCertificateSet([])) }
        #expect(try TLSPeers(server: server).handshake().server == .failed(.refused(.internalError)))
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5}hello", "SSH-2.0-OpenSSH_9.2\r\n",
        "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
    ])
    func `fails on what is no ClientHello`(garbage: String) throws {
        let sockets = try SocketPair()
        let server = try TestServer()
        let session = try TLSSession(server: server.context, descriptor: sockets.server)
        sockets.sendRaw(Array(garbage.utf8))
        session.socketReadable()
        guard case .failed(.openSSL) = session.handshake() else {
            Issue.record("garbage was taken for a ClientHello")
            return
        }
        #expect(session.closeNotify() == false)
        #expect(session.send("x") == .failed(EPROTO))
    }

    @Test func `tells a peer that leaves in the middle of the handshake`() throws {
        let sockets = try SocketPair()
        let server = try TestServer()
        let session = try TLSSession(server: server.context, descriptor: sockets.server)
        sockets.sendRaw([22, 3, 1, 2, 0, 1])
        sockets.closeClient()
        session.socketReadable(hangup: true)
        #expect(session.handshake() == .failed(.truncated))
    }

    @Test func `takes a ClientHello byte by byte`() throws {
        let sockets = try SocketPair()
        let relay = try SocketPair()
        let server = try TestServer()
        let session = try TLSSession(server: server.context, descriptor: sockets.server)
        let peer = try OpenSSLPeer(descriptor: relay.server)
        _ = peer.handshake()
        for byte in relay.receiveRaw() {
            #expect(session.handshake() == .wantRead)
            sockets.sendRaw([byte])
            session.socketReadable()
        }
        #expect(session.handshake() == .wantRead)
        #expect(session.version == .tls13)
    }
}
