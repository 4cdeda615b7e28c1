import COpenSSL
import Reactor
import TestSupport
import Testing

@Suite struct TLSSuspendedHandshakeTests {
    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `waits for a certificate and goes on when it is there`(version: Int32) throws {
        let sockets = try SocketPair()
        let server = try TestServer(certificate: nil)
        server.selector.answer = { _ in .wait }
        let peer = try OpenSSLPeer(descriptor: sockets.client, highest: version)
        let served = try server.handshake(with: peer, over: sockets)
        #expect(served.step == .wantCertificate(.name("localhost")))

        let certificates = TLSCertificateSet([try server.parse(TestCertificates.localhost)])
        server.selector.answer = { _ in .use(certificates) }
        served.settle(with: peer)
        #expect(served.step == .complete)
        #expect(peer.peerCertificate(isFor: "localhost"))
    }

    @Test func `delays no other handshake meanwhile`() throws {
        let server = try TestServer()
        server.selector.answer = { $0.serverName == .name("slow.example") ? .wait : .useDefault }
        let slowSockets = try SocketPair()
        let slowPeer = try OpenSSLPeer(descriptor: slowSockets.client, host: "slow.example")
        let slow = try server.handshake(with: slowPeer, over: slowSockets)
        #expect(slow.step == .wantCertificate(.name("slow.example")))

        let sockets = try SocketPair()
        #expect(try server.handshake(with: OpenSSLPeer(descriptor: sockets.client), over: sockets).step == .complete)

        server.selector.answer = { _ in .useDefault }
        slow.settle(with: slowPeer)
        #expect(slow.step == .complete)
    }

    @Test func `fails with the selector's alert after waiting in vain`() throws {
        let sockets = try SocketPair()
        let server = try TestServer()
        server.selector.answer = { _ in .wait }
        let peer = try OpenSSLPeer(descriptor: sockets.client)
        let served = try server.handshake(with: peer, over: sockets)
        server.selector.answer = { _ in .reject(.internalError) }
        served.settle(with: peer)
        #expect(served.step == .failed(.refused(.internalError)))
        #expect(peer.handshake() == false)
    }

    @Test func `forgets a client that leaves while it waits`() throws {
        let sockets = try SocketPair()
        let server = try TestServer()
        server.selector.answer = { _ in .wait }
        let served = try server.handshake(with: OpenSSLPeer(descriptor: sockets.client), over: sockets)
        sockets.closeClient()
        server.selector.answer = { _ in .useDefault }
        served.session.socketReadable(hangup: true)
        guard case .failed = served.session.handshake() else {
            Issue.record("the handshake goes on without a peer")
            return
        }
    }
}
