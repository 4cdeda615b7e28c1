import COpenSSL
import Reactor
import TestSupport
import Testing

@Suite struct TLSResumptionTests {
    private static let versions = [TLS1_2_VERSION, TLS1_3_VERSION]

    @Test(arguments: versions)
    func `resumes on another worker with the same keys`(version: Int32) throws {
        let keys = TicketKeys(current: .random())
        let session = try #require(try visit(TestServer(ticketKeys: keys), version: version).session)
        #expect(try visit(TestServer(ticketKeys: keys), version: version, with: session).wasResumed)
    }

    @Test(arguments: versions)
    func `resumes after the keys were rotated and hands out a ticket under the new key`(version: Int32) throws {
        let old = TicketKey.random()
        let session = try #require(
            try visit(TestServer(ticketKeys: TicketKeys(current: old)), version: version).session)
        let server = try TestServer(ticketKeys: TicketKeys(current: old))
        let new = TicketKey.random()
        server.context.replaceTicketKeys(TicketKeys(current: new, previous: [old]))
        let (wasResumed, renewed) = try visit(server, version: version, with: session)
        #expect(wasResumed)
        let later = try TestServer(ticketKeys: TicketKeys(current: new))
        #expect(try visit(later, version: version, with: renewed).wasResumed)
    }

    @Test(arguments: versions)
    func `resumes with the key that another node uses already`(version: Int32) throws {
        let next = TicketKey.random()
        let session = try #require(
            try visit(TestServer(ticketKeys: TicketKeys(current: next)), version: version).session)
        let behind = try TestServer(ticketKeys: TicketKeys(current: .random(), next: next))
        #expect(try visit(behind, version: version, with: session).wasResumed)
    }

    @Test(arguments: versions)
    func `makes a full handshake for a ticket under an unknown key`(version: Int32) throws {
        let session = try #require(try visit(TestServer(), version: version).session)
        #expect(try visit(TestServer(), version: version, with: session).wasResumed == false)
    }

    @Test(arguments: versions)
    func `hands out another ticket at each resumption`(version: Int32) throws {
        let server = try TestServer()
        var session = try visit(server, version: version).session
        for _ in 0..<3 {
            let (wasResumed, next) = try visit(server, version: version, with: session)
            #expect(wasResumed)
            session = next
        }
    }

    @Test(arguments: versions)
    func `never resumes where tickets are switched off`(version: Int32) throws {
        let server = try TestServer(policy: TLSServerPolicy(ticketCount: 0))
        let session = try visit(server, version: version).session
        #expect(try visit(server, version: version, with: session).wasResumed == false)
    }

    /// One visit of a client that reads what comes before it leaves.
    private func visit(
        _ server: TestServer, version: Int32, with session: OpenSSLSession? = nil
    ) throws -> (wasResumed: Bool, session: OpenSSLSession?) {
        let sockets = try SocketPair()
        let peer = try OpenSSLPeer(descriptor: sockets.client, highest: version, session: session)
        let served = try server.handshake(with: peer, over: sockets)
        try #require(served.step == .complete)
        #expect(served.session.wasResumed == peer.wasResumed)
        _ = served.session.send("x")
        #expect(peer.read().bytes == Array("x".utf8))
        defer { peer.shutDown() }
        return (peer.wasResumed, peer.session)
    }
}
