import COpenSSL
import Reactor
import TestSupport
import Testing

@Suite struct TLSApplicationProtocolTests {
    @Test func `settles on the server's preference`() throws {
        let server = try TestServer(policy: TLSServerPolicy(protocols: [.http2, .http11]))
        let policy = TLSClientPolicy(trust: .anyone, protocols: [.http11, .http2])
        let peers = try TLSPeers(server: server, clientPolicy: policy)
        #expect(peers.handshake().server == .complete)
        #expect(peers.serverSession?.applicationProtocol == .http2)
        #expect(peers.clientSession?.applicationProtocol == .http2)
    }

    @Test func `settles on nothing for a client that offers nothing`() throws {
        let peers = try TLSPeers(server: TestServer())
        #expect(peers.handshake().server == .complete)
        #expect(peers.serverSession?.applicationProtocol == nil)
    }

    @Test func `refuses a client that speaks none of ours`() throws {
        let policy = TLSClientPolicy(trust: .anyone, protocols: [.http2])
        let steps = try TLSPeers(server: TestServer(), clientPolicy: policy).handshake()
        #expect(steps.client == .failed(.alertReceived(.noApplicationProtocol)))
        guard case .failed = steps.server else {
            Issue.record("the server goes on without a protocol")
            return
        }
    }

    @Test func `settles on acme-tls 1 only for a challenge`() throws {
        let server = try TestServer()
        let certificates = TLSCertificateSet([try server.parse(TestCertificates.other)])
        server.selector.answer = { $0.offersACMEChallenge ? .useForACMEChallenge(certificates) : .useDefault }
        let sockets = try SocketPair()
        let peer = try OpenSSLPeer(
            descriptor: sockets.client, host: "other.example", protocols: [10] + Array("acme-tls/1".utf8))
        let served = try server.handshake(with: peer, over: sockets)
        #expect(served.step == .complete)
        #expect(served.session.applicationProtocol == .acmeTLS)
        #expect(peer.alpn == "acme-tls/1")
        #expect(peer.peerCertificate(isFor: "other.example"))
    }

    @Test func `remembers a challenge over a wait`() throws {
        let server = try TestServer()
        server.selector.answer = { _ in .wait }
        let sockets = try SocketPair()
        let peer = try OpenSSLPeer(
            descriptor: sockets.client, groups: "P-521:P-384", protocols: [10] + Array("acme-tls/1".utf8))
        let served = try server.handshake(with: peer, over: sockets)
        let certificates = TLSCertificateSet([try server.parse(TestCertificates.other)])
        server.selector.answer = { _ in .useForACMEChallenge(certificates) }
        served.settle(with: peer)
        #expect(served.step == .complete)
        #expect(peer.alpn == "acme-tls/1")
    }
}
