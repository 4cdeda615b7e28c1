import Reactor
import TestSupport

/// One end of a TLS connection that never blocks; it moves when the test tells it to.
final class TLSWire {
    private let descriptor: Int32
    private var session: TLSSession?
    private var outgoing: [UInt8] = []
    /// Where the handshake stands.
    private(set) var step = TLSHandshakeStep.wantRead
    /// What has come and was not taken yet.
    var received: [UInt8] = []
    /// In how many records it has come, at least.
    private(set) var records = 0
    /// The peer has closed, well or badly.
    private(set) var isEnded = false

    private var preamble: [UInt8]

    /// Begins a handshake on a connected socket, behind a preamble; the certificate has to be good for `host`.
    init(
        _ descriptor: Int32, host: String, trust: TLSTrust, preamble: String = "",
        protocols: [ApplicationProtocol] = []
    ) throws {
        self.preamble = Array(preamble.utf8)
        self.descriptor = descriptor
        let context = try TLSClientContext(
            library: TLSLibrary(), policy: TLSClientPolicy(trust: trust, protocols: protocols))
        session = try TLSSession(client: context, descriptor: descriptor, host: host)
    }

    /// Awaits a handshake on an accepted socket, with this certificate for whatever name.
    init(_ descriptor: Int32, serving certificate: TestCertificate) throws {
        self.preamble = []
        self.descriptor = descriptor
        let library = try TLSLibrary()
        let context = try TLSServerContext(
            library: library, policy: TLSServerPolicy(), ticketKeys: TicketKeys(current: .random()),
            selector: AnyName())
        let parsed = try TLSCertificate(
            CompactCertificate(chain: certificate.chain, key: certificate.key), library: library)
        try context.replaceDefaultCertificates(TLSCertificateSet([parsed]))
        session = try TLSSession(server: context, descriptor: descriptor)
    }

    private final class AnyName: CertificateSelector {
        func selection(for hello: ClientHello) -> CertificateSelection { .useDefault }
    }

    deinit {
        session = nil
        Socket.close(descriptor)
    }

    var isComplete: Bool { step == .complete }

    var hasFailed: Bool { if case .failed = step { true } else { false } }

    func send(_ text: String) { outgoing += text.utf8 }

    /// Leaves without a word.
    func leave() { Socket.finishWriting(descriptor) }

    /// Moves what can be moved now.
    func move() {
        while !preamble.isEmpty {
            guard case .bytes(let count) = unsafe Socket.write(descriptor, preamble, preamble.count) else { return }
            preamble.removeFirst(count)
        }
        session?.socketReadable()
        session?.socketWritable()
        if !isComplete && !hasFailed { step = session?.handshake() ?? step }
        guard isComplete else { return }
        while !outgoing.isEmpty {
            let result = unsafe outgoing.withUnsafeBytes { unsafe session?.write($0) ?? .end }
            guard case .bytes(let count) = result else { break }
            outgoing.removeFirst(count)
        }
        var buffer = [UInt8](repeating: 0, count: 32 * 1024)
        while !isEnded {
            let result = unsafe buffer.withUnsafeMutableBytes { unsafe session?.read(into: $0) ?? .end }
            switch result {
            case .bytes(let count):
                received += buffer[..<count]
                records += 1
            case .wouldBlock: return
            case .end, .failed: isEnded = true
            }
        }
    }
}
