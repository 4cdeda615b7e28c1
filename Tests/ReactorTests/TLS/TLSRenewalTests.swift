import COpenSSL
import Reactor
import TestSupport
import Testing

/// Changes of keys on a running connection.
@Suite struct TLSRenewalTests {
    @Test(arguments: [true, false])
    func `follows a key update and answers it where asked`(isAnswerRequested: Bool) throws {
        let sockets = try SocketPair()
        let peer = try OpenSSLPeer(descriptor: sockets.client)
        let served = try TestServer().handshake(with: peer, over: sockets)
        #expect(served.step == .complete)
        for round in 0..<3 {
            #expect(peer.updateKey(requestingAnswer: isAnswerRequested))
            #expect(peer.write("after update \(round)"))
            #expect(served.session.receive().bytes == Array("after update \(round)".utf8))
            #expect(served.session.send("answer \(round)") == .bytes(8))
            #expect(peer.read().bytes == Array("answer \(round)".utf8))
        }
    }

    @Test func `answers a key update between the records that a full socket held back`() throws {
        let sockets = try SocketPair(bufferSize: 4_608)
        let peer = try OpenSSLPeer(descriptor: sockets.client)
        let served = try TestServer().handshake(with: peer, over: sockets)
        // The ticket comes first.
        #expect(peer.read().bytes.isEmpty)
        let sent = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var offset = 0
        while case .bytes(let count) = served.session.send(Array(sent[offset...].prefix(20_000))) { offset += count }
        #expect(peer.updateKey(requestingAnswer: true))
        #expect(peer.write("x"))
        #expect(served.session.receive().bytes == Array("x".utf8))

        var received: [UInt8] = []
        for _ in 0..<1_000 where received.count < sent.count {
            received += peer.read().bytes
            if case .bytes(let count) = served.session.send(Array(sent[offset...].prefix(20_000))) { offset += count }
        }
        #expect(received == sent)
    }

    @Test func `refuses renegotiation and goes on`() throws {
        let sockets = try SocketPair()
        let peer = try OpenSSLPeer(descriptor: sockets.client, highest: TLS1_2_VERSION)
        let served = try TestServer().handshake(with: peer, over: sockets)
        #expect(served.step == .complete)
        _ = peer.renegotiate()
        #expect(served.session.receive().result == .wouldBlock)
        #expect(peer.read().reason == SSL_R_NO_RENEGOTIATION)
    }
}
