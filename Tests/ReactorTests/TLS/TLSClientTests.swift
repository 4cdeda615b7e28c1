import COpenSSL
import Reactor
import TestSupport
import Testing

@Suite struct TLSClientTests {
    @Test(arguments: ["localhost", "127.0.0.1"])
    func `accepts a certificate of its authority for the host or address`(host: String) throws {
        let steps = try TLSPeers(server: TestServer(), host: host).handshake()
        #expect(steps.client == .complete)
    }

    @Test(arguments: [
        ("elsewhere.example", X509_V_ERR_HOSTNAME_MISMATCH), ("127.0.0.2", X509_V_ERR_IP_ADDRESS_MISMATCH),
    ])
    func `refuses a certificate for another host`(host: String, reason: Int32) throws {
        let steps = try TLSPeers(server: TestServer(), host: host).handshake()
        #expect(steps.client == .failed(.verification(reason)))
    }

    @Test func `refuses a certificate of an authority it does not trust`() throws {
        let stranger = try TestCertificate.authority()
        let policy = TLSClientPolicy(trust: .authorities(stranger.chain))
        let steps = try TLSPeers(server: TestServer(), clientPolicy: policy).handshake()
        guard case .failed(.verification) = steps.client else {
            Issue.record("the client came to \(steps.client)")
            return
        }
        #expect(steps.server == .failed(.alertReceived(TLSAlert(rawValue: 48))))
    }

    @Test func `refuses a private authority with the system's trust store`() throws {
        let steps = try TLSPeers(server: TestServer(), clientPolicy: TLSClientPolicy()).handshake()
        guard case .failed(.verification) = steps.client else {
            Issue.record("the client came to \(steps.client)")
            return
        }
    }

    @Test func `accepts anybody where told so`() throws {
        let policy = TLSClientPolicy(trust: .anyone)
        let steps = try TLSPeers(server: TestServer(), clientPolicy: policy, host: "elsewhere.example").handshake()
        #expect(steps.client == .complete)
        #expect(steps.server == .complete)
    }

    @Test func `trusts each of several authorities`() throws {
        let stranger = try TestCertificate.authority()
        let policy = TLSClientPolicy(trust: .authorities(stranger.chain + TestCertificates.authority.chain))
        #expect(try TLSPeers(server: TestServer(), clientPolicy: policy).handshake().client == .complete)
    }

    @Test(arguments: ["", "no certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"])
    func `takes no authority that is no certificate`(text: String) throws {
        let library = try TLSLibrary()
        #expect(throws: TLSFailure.self) {
            try TLSClientContext(library: library, policy: TLSClientPolicy(trust: .authorities(Array(text.utf8))))
        }
    }

    @Test func `sends no address as server name`() throws {
        let server = try TestServer()
        #expect(try TLSPeers(server: server, host: "127.0.0.1").handshake().client == .complete)
        #expect(server.selector.hellos.map(\.serverName) == [.absent])
    }

    @Test func `takes no empty host`() throws {
        let context = try TLSClientContext(library: TLSLibrary(), policy: TLSClientPolicy())
        let sockets = try SocketPair()
        #expect(throws: TLSFailure.self) {
            _ = try TLSSession(client: context, descriptor: sockets.client, host: "")
        }
    }
}
