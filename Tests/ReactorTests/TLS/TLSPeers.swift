import Reactor
import TestSupport

/// A selector that answers what the test put into it.
final class ScriptedSelector: CertificateSelector {
    var answer: (ClientHello) -> CertificateSelection = { _ in .useDefault }
    private(set) var hellos: [ClientHello] = []

    func selection(for hello: ClientHello) -> CertificateSelection {
        hellos.append(hello)
        return answer(hello)
    }
}

/// The server's part of a test: a library, a selector and a context.
final class TestServer {
    let library: TLSLibrary
    let selector = ScriptedSelector()
    let context: TLSServerContext

    /// Makes a server with a default certificate, if one is given.
    init(
        policy: TLSServerPolicy = TLSServerPolicy(), ticketKeys: TicketKeys = TicketKeys(current: .random()),
        certificate: TestCertificate? = TestCertificates.localhost
    ) throws {
        library = try TLSLibrary()
        context = try TLSServerContext(library: library, policy: policy, ticketKeys: ticketKeys, selector: selector)
        if let certificate {
            try context.replaceDefaultCertificates(TLSCertificateSet([try parse(certificate)]))
        }
    }

    func parse(_ certificate: TestCertificate) throws -> TLSCertificate {
        try certificate.parsed(in: library)
    }
}

extension TestCertificate {
    func parsed(in library: TLSLibrary) throws -> TLSCertificate {
        try TLSCertificate(CompactCertificate(chain: chain, key: key), library: library)
    }
}

/// Certificates made once for all tests of a run.
enum TestCertificates {
    static let authority = make { try TestCertificate.authority() }
    static let localhost = make { try TestCertificate.make(["localhost", "127.0.0.1"], issuer: authority) }
    static let rsa = make { try TestCertificate.make(["localhost"], key: .rsa2048, issuer: authority) }
    static let other = make { try TestCertificate.make(["other.example", "*.other.example"], issuer: authority) }

    private static func make(_ body: () throws -> TestCertificate) -> TestCertificate {
        do {
            return try body()
        } catch {
            preconditionFailure("the openssl tool makes no certificate: \(error)")
        }
    }
}

/// A client and a server session over one pair of sockets, driven by turns on one thread.
final class TLSPeers {
    let sockets: SocketPair
    let server: TestServer
    var serverSession: TLSSession?
    var clientSession: TLSSession?

    init(
        server: TestServer, clientPolicy: TLSClientPolicy? = nil, host: String = "localhost", bufferSize: Int32? = nil
    ) throws {
        self.server = server
        sockets = try SocketPair(bufferSize: bufferSize)
        let policy = clientPolicy ?? TLSClientPolicy(trust: .authorities(TestCertificates.authority.chain))
        let clientContext = try TLSClientContext(library: try TLSLibrary(), policy: policy)
        serverSession = try TLSSession(server: server.context, descriptor: sockets.server)
        clientSession = try TLSSession(client: clientContext, descriptor: sockets.client, host: host)
    }

    /// Where both sides stand when neither moves any more.
    func handshake() -> (server: TLSHandshakeStep, client: TLSHandshakeStep) {
        var steps = (server: TLSHandshakeStep.wantRead, client: TLSHandshakeStep.wantRead)
        for _ in 0..<64 {
            if !steps.client.isFinal { steps.client = stepClient() }
            if !steps.server.isFinal { steps.server = stepServer() }
            if steps.client.isFinal, steps.server.isFinal { break }
        }
        return steps
    }

    func stepClient() -> TLSHandshakeStep {
        clientSession?.socketReadable()
        clientSession?.socketWritable()
        return clientSession?.handshake() ?? .wantRead
    }

    func stepServer() -> TLSHandshakeStep {
        serverSession?.socketReadable()
        serverSession?.socketWritable()
        return serverSession?.handshake() ?? .wantRead
    }
}

extension TLSHandshakeStep {
    var isFinal: Bool {
        switch self {
        case .complete, .failed: true
        case .wantRead, .wantWrite, .wantCertificate: false
        }
    }
}

extension TLSSession {
    func send(_ bytes: [UInt8]) -> IOResult {
        socketWritable()
        return unsafe bytes.withUnsafeBytes { unsafe write($0) }
    }

    func send(_ text: String) -> IOResult {
        send(Array(text.utf8))
    }

    /// One read of at most so many bytes.
    func receive(_ limit: Int = 1 << 16) -> (bytes: [UInt8], result: IOResult) {
        socketReadable()
        return receiveAgain(limit)
    }

    /// One read without telling that the socket is readable.
    func receiveAgain(_ limit: Int = 1 << 16) -> (bytes: [UInt8], result: IOResult) {
        var buffer = [UInt8](repeating: 0, count: limit)
        let result = unsafe buffer.withUnsafeMutableBytes { unsafe read(into: $0) }
        guard case .bytes(let count) = result else { return ([], result) }
        return (Array(buffer[..<count]), result)
    }
}
