import COpenSSL
import Reactor
import TestSupport
import Testing

@Suite struct TLSHandshakeTests {
    @Test func `completes with TLS 1.3 and the default certificate`() throws {
        let peers = try TLSPeers(server: TestServer())
        let steps = peers.handshake()
        #expect(steps.server == .complete)
        #expect(steps.client == .complete)
        #expect(peers.serverSession?.version == .tls13)
        #expect(peers.clientSession?.version == .tls13)
        #expect(peers.serverSession?.cipherSuite?.name.description == "TLS_AES_128_GCM_SHA256")
        #expect(peers.serverSession?.serverName == "localhost")
        #expect(peers.serverSession?.wasResumed == false)
        #expect(peers.serverSession?.failure == nil)
    }

    @Test func `completes with TLS 1.2 and a forward secret suite`() throws {
        let sockets = try SocketPair()
        let served = try TestServer().handshake(
            with: OpenSSLPeer(descriptor: sockets.client, highest: TLS1_2_VERSION), over: sockets)
        #expect(served.step == .complete)
        #expect(served.session.version == .tls12)
        #expect(served.session.cipherSuite?.name.description == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
    }

    @Test func `refuses TLS 1.2 where the policy demands 1.3`() throws {
        let sockets = try SocketPair()
        let server = try TestServer(policy: TLSServerPolicy(minimumVersion: .tls13))
        let served = try server.handshake(
            with: OpenSSLPeer(descriptor: sockets.client, highest: TLS1_2_VERSION), over: sockets)
        #expect(served.step == .failed(.openSSL(library: ERR_LIB_SSL, reason: SSL_R_UNSUPPORTED_PROTOCOL)))
    }

    @Test func `asks a client again that guessed no group of ours`() throws {
        let sockets = try SocketPair()
        let server = try TestServer()
        let certificates = TLSCertificateSet([try server.parse(TestCertificates.localhost)])
        server.selector.answer = { _ in .use(certificates) }
        let served = try server.handshake(
            with: OpenSSLPeer(descriptor: sockets.client, groups: "P-521:P-384"), over: sockets)
        #expect(served.step == .complete)
        #expect(server.selector.hellos.map(\.serverName) == [.name("localhost"), .name("localhost")])
    }

    @Test(
        arguments: [TLS1_2_VERSION, TLS1_3_VERSION],
        [
            ("RSA-PSS+SHA256:RSA+SHA256", EVP_PKEY_RSA), ("ECDSA+SHA256", EVP_PKEY_EC),
        ])
    func `gives each client the certificate that it can verify`(
        version: Int32, client: (algorithms: String, keyKind: Int32)
    ) throws {
        let sockets = try SocketPair()
        let server = try TestServer()
        let certificates = TLSCertificateSet([
            try server.parse(TestCertificates.rsa), try server.parse(TestCertificates.localhost),
        ])
        server.selector.answer = { _ in .use(certificates) }
        let peer = try OpenSSLPeer(
            descriptor: sockets.client, highest: version, signatureAlgorithms: client.algorithms)
        #expect(try server.handshake(with: peer, over: sockets).step == .complete)
        #expect(peer.peerKeyKind == client.keyKind)
    }

    @Test func `never falls back on the default certificate for a host that has its own`() throws {
        let sockets = try SocketPair()
        let server = try TestServer(certificate: TestCertificates.rsa)
        let certificates = TLSCertificateSet([try server.parse(TestCertificates.other)])
        server.selector.answer = { _ in .use(certificates) }
        let peer = try OpenSSLPeer(
            descriptor: sockets.client, host: "other.example", signatureAlgorithms: "RSA-PSS+SHA256")
        let served = try server.handshake(with: peer, over: sockets)
        guard case .failed(.openSSL) = served.step else {
            Issue.record("the handshake came to \(served.step)")
            return
        }
    }

    @Test func `gives a host its own certificate and a client without a name the default`() throws {
        let server = try TestServer()
        let certificates = TLSCertificateSet([try server.parse(TestCertificates.other)])
        server.selector.answer = { $0.serverName == .absent ? .useDefault : .use(certificates) }
        for (host, name) in [("www.other.example", "www.other.example"), (nil, "localhost")] {
            let sockets = try SocketPair()
            let peer = try OpenSSLPeer(descriptor: sockets.client, host: host)
            #expect(try server.handshake(with: peer, over: sockets).step == .complete)
            #expect(peer.peerCertificate(isFor: name))
        }
    }

    @Test func `uses a replaced default certificate from the next connection on`() throws {
        let server = try TestServer()
        let before = try SocketPair()
        let early = try TLSSession(server: server.context, descriptor: before.server)
        try server.context.replaceDefaultCertificates(TLSCertificateSet([try server.parse(TestCertificates.other)]))

        let earlyPeer = try OpenSSLPeer(descriptor: before.client)
        let served = ServedPeer(session: early)
        served.settle(with: earlyPeer)
        #expect(served.step == .complete)
        #expect(earlyPeer.peerCertificate(isFor: "localhost"))

        let after = try SocketPair()
        let latePeer = try OpenSSLPeer(descriptor: after.client)
        #expect(try server.handshake(with: latePeer, over: after).step == .complete)
        #expect(latePeer.peerCertificate(isFor: "other.example"))
    }

    @Test func `gives a host its own certificate that became the default while it waited`() throws {
        let server = try TestServer()
        let sockets = try SocketPair()
        let early = try TLSSession(server: server.context, descriptor: sockets.server)
        let certificates = TLSCertificateSet(try server.parse(TestCertificates.other))
        try server.context.replaceDefaultCertificates(certificates)
        server.selector.answer = { _ in .use(certificates) }
        let peer = try OpenSSLPeer(descriptor: sockets.client, host: "www.other.example")
        let served = ServedPeer(session: early)
        served.settle(with: peer)
        #expect(served.step == .complete)
        #expect(peer.peerCertificate(isFor: "www.other.example"))
    }

    @Test func `gives a client without a name the first default, though it came before that`() throws {
        let server = try TestServer(certificate: nil)
        let sockets = try SocketPair()
        let early = try TLSSession(server: server.context, descriptor: sockets.server)
        try server.context.replaceDefaultCertificates(TLSCertificateSet(try server.parse(TestCertificates.other)))
        let peer = try OpenSSLPeer(descriptor: sockets.client)
        let served = ServedPeer(session: early)
        served.settle(with: peer)
        #expect(served.step == .complete)
        #expect(peer.peerCertificate(isFor: "other.example"))
    }

    @Test func `gives a named host the default certificate where both are one`() throws {
        let server = try TestServer(certificate: nil)
        let certificates = TLSCertificateSet(try server.parse(TestCertificates.other))
        try server.context.replaceDefaultCertificates(certificates)
        server.selector.answer = { _ in .use(certificates) }
        for _ in 0..<2 {
            let sockets = try SocketPair()
            let peer = try OpenSSLPeer(descriptor: sockets.client, host: "www.other.example")
            #expect(try server.handshake(with: peer, over: sockets).step == .complete)
            #expect(peer.peerCertificate(isFor: "www.other.example"))
        }
    }

    @Test func `refuses a host whose set of certificates is empty, with no default either`() throws {
        let sockets = try SocketPair()
        let server = try TestServer(certificate: nil)
        server.selector.answer = { _ in .use(TLSCertificateSet([])) }
        let peer = try OpenSSLPeer(descriptor: sockets.client, host: "www.other.example")
        #expect(try server.handshake(with: peer, over: sockets).step == .failed(.refused(.internalError)))
    }
}
