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
    }
}
