internal import ProxyModel
internal import Reactor

/// Sessions of the transport of 2024-11-05: the first event of a stream tells the URI that takes the client's messages.
///
/// The session in it is sealed like every other, so that the URI is of use to its owner alone and leads to its upstream.
extension Exchange {
    /// How much of a stream is held back: an event that tells a URI is short.
    static let longestBeginning = 64 * 1024

    /// Whether a request that names such a session goes on; false when it was answered here.
    ///
    /// Of every method, and beside a session of today's transport: what counts is where the server would find it.
    func entersLegacySession(_ target: UpstreamTarget, _ rules: GuardRules, _ client: ClientConnection) -> Bool {
        guard self.request.flags.contains(.hasQuery) else { return true }
        let query = unsafe Array(self.request.slice(self.request.query))
        switch SessionParameter.find(in: query) {
        case .absent: return true
        case .ambiguous:
            guard self.needsSession(nil) else { return true }
            self.answer(.sessionUnknown)
            return false
        case .present(let range):
            let name = Array(query[range])
            guard let session = self.worker.accessGuard.sessions.open(name, of: self.sessionOwner) else {
                guard self.needsSession(name) else { return true }
                self.answer(.sessionUnknown)
                return false
            }
            guard self.isOfAllowedOrigin(rules, client) else {
                self.answer(.originRefused)
                return false
            }
            guard let endpoint = target.group.endpoints.first(where: { session.isHeld(by: $0) }) else {
                self.answer(.sessionLost)
                return false
            }
            guard self.guarded.resource.endpoint.map({ $0 === endpoint }) ?? true else {
                self.answer(.sessionUnknown)
                return false
            }
            self.guarded.resource.endpoint = endpoint
            self.replaceQuery(query[..<range.lowerBound] + session.id + query[range.upperBound...])
            return true
        }
    }

    /// Whether a request whose session is not known here is a message all the same, and not one to a web application
    /// beside the server that has a parameter of that name.
    ///
    /// Servers do not ask for the type of the content: where messages go, by the path, every request is one.
    private func needsSession(_ name: [UInt8]?) -> Bool {
        // Where nobody has to be known, no session is anybody's.
        guard let grant = self.guarded.grant, grant.rules.auth.mode != .passthrough else { return false }
        let path = unsafe self.request.slice(self.request.path)
        if unsafe LegacyPath.contains(path) || grant.rules.isEndpoint(path) { return true }
        return self.isJSON || name.map { SessionParameter.isSealed($0) } == true
    }

    /// Whether the content is JSON by its type, as every message of the transport is.
    private var isJSON: Bool {
        let block = self.request.block
        var index = block.first(.contentType)
        while let line = index {
            let type = unsafe block.value(line)
            let isEnded = unsafe type.count == 16 || (type.count > 16 && [0x3B, 0x20, 0x09].contains(type[16]))
            if isEnded, let start = type.baseAddress, unsafe CaseFolding.equal(start, 16, "application/json") {
                return true
            }
            index = block.next(.contentType, from: line &+ 1)
        }
        return false
    }

    private func replaceQuery(_ query: ArraySlice<UInt8>) {
        let path = unsafe Array(self.request.slice(self.request.path))
        let target = path + [UInt8(ascii: "?")] + query
        let range = unsafe target.withUnsafeBufferPointer { bytes -> ByteRange in
            guard let start = bytes.baseAddress else { return .empty }
            return unsafe self.request.block.appendBytes(start, count: bytes.count)
        }
        self.request.target = range
        self.request.path = ByteRange(from: range.start, to: range.start + path.count)
        self.request.query = ByteRange(from: range.start + path.count + 1, to: range.end)
    }

    /// The data of an event that tells where messages go, with its session sealed; nil when it names none.
    func sealedEndpoint(_ data: [UInt8]) -> [UInt8]? {
        guard case .present(let range) = SessionParameter.find(inURI: data), !range.isEmpty,
            let endpoint = self.endpoint,
            let sealed = self.worker.accessGuard.sessions.seal(
                Array(data[range]), of: self.sessionOwner, heldBy: endpoint.key)
        else { return nil }
        return data[..<range.lowerBound] + sealed + data[range.upperBound...]
    }

    /// Holds a stream back until its first event is complete, and seals the session if that event names one.
    ///
    /// Comments pass at once, and so does everything behind the event or too long for it.
    func editBeginning(_ bytes: UnsafeBufferPointer<UInt8>, _ filter: EventFilter) {
        var output: [UInt8] = []
        var isOver = false
        var taken = 0
        while !isOver, taken < bytes.count, !filter.isFull {
            unsafe filter.take(bytes, from: &taken, into: &output) { event, data in
                guard !isOver else { return .pass }
                isOver = true
                guard event?.elementsEqual("endpoint".utf8) == true, let data = self.sealedEndpoint(data) else {
                    return .pass
                }
                return .replace(data)
            }
        }
        if isOver || filter.isFull {
            filter.release(into: &output)
            unsafe output.append(contentsOf: bytes[taken...])
            self.guarded.resource.edit = .none
        }
        self.pass(output)
    }
}
