import FoundationEssentials
import ProxyCore
import Testing

/// Feeds damaged input to every parser and checks what must hold whatever the bytes are.
///
/// `PROXYD_FUZZ_SECONDS` makes each loop run that long instead of a fixed number of times; `PROXYD_FUZZ_SEED` brings a
/// printed seed back.
@Suite struct CodecFuzzTests {
    private let seed: UInt64
    private let deadline: ContinuousClock.Instant?

    init() {
        let environment = ProcessInfo.processInfo.environment
        self.seed = environment["PROXYD_FUZZ_SEED"].flatMap(UInt64.init) ?? 0x9D0C_5EED
        self.deadline = environment["PROXYD_FUZZ_SECONDS"].flatMap(Int.init).map { .now + .seconds($0) }
    }

    /// Calls `body` with a mutator until the count, or the time, is used up.
    private func fuzz(_ iterations: Int, _ body: (inout ByteMutator) -> Void) {
        var mutator = ByteMutator(generator: SeededGenerator(seed: self.seed))
        var index = 0
        while self.deadline.map({ .now < $0 }) ?? (index < iterations) {
            for _ in 0..<100 { body(&mutator) }
            index += 100
        }
    }

    /// Records a broken invariant with what brings it back.
    private func require(_ holds: Bool, _ claim: String, _ bytes: [UInt8]) {
        if !holds { Issue.record("\(claim): \(Octets(bytes).description.debugDescription), seed \(self.seed)") }
    }

    @Test func `request heads`() {
        let seeds = RequestCorpus.all.map(\.raw.bytes)
        let (whole, trickled) = (RequestHead(), RequestHead())
        self.fuzz(60_000) { mutator in
            let bytes = mutator.mutate(seeds.randomElement(using: &mutator.generator) ?? [])
            let outcome = Octets(bytes).parseRequest(into: whole)
            guard case .complete(let length) = outcome else { return }
            self.require(length <= bytes.count && whole.isSound, "sound", bytes)
            let first = ParsedRequest(whole)
            let prefix = Octets(Array(bytes.prefix(length)))
            self.require(prefix.parseRequest(into: trickled) == outcome, "same without what follows", bytes)
            self.require(ParsedRequest(trickled) == first, "same meaning", bytes)
            let shorter = Octets(Array(bytes.prefix(Int.random(in: 0..<length, using: &mutator.generator))))
            self.require(shorter.parseRequest(into: trickled) == .incomplete, "incomplete before", bytes)
            self.checkForwarding(whole, first, bytes)
        }
    }

    /// What is sent upstream parses to the same request, and nothing in it could be read in another way.
    private func checkForwarding(_ head: RequestHead, _ first: ParsedRequest, _ bytes: [UInt8]) {
        guard !head.host.isEmpty else { return }
        let buffer = WriteBuffer()
        HTTP1Encoder.encode(head, framing: head.framing, options: [], into: buffer)
        let sent = unsafe Octets(Array(buffer.readable))
        guard let again = ParsedRequest(sent) else {
            return self.require(false, "forwarded is refused", bytes)
        }
        self.require(
            again.target == first.target && again.path == first.path && again.framing == first.framing
                && again.host == first.host && again.fields == first.fields && again.method == first.method,
            "forwarded means the same", bytes)
    }

    @Test func `response heads`() {
        let seeds = [
            "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\nConnection: keep-alive, x\r\nX: y\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: a\r\n\r\n", "HTTP/1.0 304 Not Modified\r\n\r\n",
            "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "HTTP/1.1 204\r\n\r\n",
        ].map { Octets($0).bytes }
        let (whole, again) = (ResponseHead(), ResponseHead())
        self.fuzz(50_000) { mutator in
            let bytes = mutator.mutate(seeds.randomElement(using: &mutator.generator) ?? [])
            let method: HTTPMethod = Bool.random(using: &mutator.generator) ? .get : .head
            let outcome = Octets(bytes).parseResponse(to: method, into: whole)
            guard case .complete(let length) = outcome else { return }
            self.require(length <= bytes.count && whole.block.isSound, "sound", bytes)
            let shorter = Octets(Array(bytes.prefix(Int.random(in: 0..<length, using: &mutator.generator))))
            self.require(shorter.parseResponse(to: method, into: again) == .incomplete, "incomplete before", bytes)
            let buffer = WriteBuffer()
            HTTP1Encoder.encode(whole, framing: whole.framing, options: [], into: buffer)
            let sent = unsafe Octets(Array(buffer.readable))
            let isSame = sent.parseResponse(to: method, into: again) == .complete(sent.bytes.count)
            self.require(isSame && again.framing == whole.framing && again.status == whole.status, "forwarded", bytes)
        }
    }

    @Test func `chunked content`() {
        let seeds = [
            "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "A;a=\"b\"\r\n0123456789\r\n0\r\nX: y\r\nZ: w\r\n\r\n",
            "001\r\nx\r\n1\r\ny\r\n0\r\n\r\nGET /", "7fffffffffffffff\r\nabc",
        ].map { Octets($0).bytes }
        self.fuzz(40_000) { mutator in
            let bytes = mutator.mutate(seeds.randomElement(using: &mutator.generator) ?? [])
            let octets = Octets(bytes)
            let splits = mutator.splits(bytes.count)
            let whole = ChunkedRun.decode(octets, splits: [])
            let pieces = ChunkedRun.decode(octets, splits: splits)
            self.require(whole.failure == pieces.failure && whole.ended == pieces.ended, "same end", bytes)
            self.require(whole.failure != nil || whole == pieces, "same content", bytes)
        }
    }

    @Test func `PROXY protocol headers`() {
        let v2 = Octets("\r\n\r\n\0\r\nQUIT\n").bytes
        let seeds = [
            Octets("PROXY TCP4 192.0.2.1 198.51.100.7 55299 443\r\n").bytes,
            Octets("PROXY TCP6 2001:db8::1 ::ffff:1.2.3.4 1 65535\r\n").bytes, Octets("PROXY UNKNOWN x\r\n").bytes,
            v2 + [0x21, 0x11, 0, 19, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 0, 2, 4, 0, 1, 9, 5, 0, 0], v2 + [0x20, 0, 0, 0],
            v2 + [0x21, 0x21, 0, 36] + Array(repeating: 7, count: 36),
        ]
        self.fuzz(50_000) { mutator in
            let bytes = mutator.mutate(seeds.randomElement(using: &mutator.generator) ?? [])
            func outcome(_ count: Int) -> ProxyProtocolParser.Outcome {
                unsafe Octets(Array(bytes.prefix(count))).withExactCopy { unsafe ProxyProtocolParser.parse($0, $1) }
            }
            let whole = outcome(bytes.count)
            if case .complete(let length, _) = whole {
                self.require(length <= bytes.count && outcome(length) == whole, "same without what follows", bytes)
                let shorter = Int.random(in: 0..<length, using: &mutator.generator)
                self.require(outcome(shorter) == .incomplete, "incomplete before", bytes)
            } else if whole == .incomplete {
                let shorter = Int.random(in: 0...bytes.count, using: &mutator.generator)
                self.require(outcome(shorter) == .incomplete, "incomplete stays so", bytes)
            }
        }
    }

    @Test func `paths`() {
        let seeds = ["/a/b/../c", "/%7Ea/%2e%2e/b//c", "/a/./.././%2F%5c", "/"].map { Octets($0).bytes }
        self.fuzz(20_000) { mutator in
            let bytes = mutator.mutate(seeds.randomElement(using: &mutator.generator) ?? [])
            guard let once = CanonicalPath(bytes) else { return }
            self.require(once.bytes.count <= bytes.count && once.bytes.first == 0x2F, "begins at the root", bytes)
            self.require(CanonicalPath(once.bytes)?.bytes == once.bytes, "settled after one pass", bytes)
            let segments = once.bytes.split(separator: 0x2F, omittingEmptySubsequences: false)
            self.require(!segments.contains { $0 == [0x2E] || $0 == [0x2E, 0x2E] }, "no dot segments", bytes)
        }
    }
}
