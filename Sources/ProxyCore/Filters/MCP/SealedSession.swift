/// A session of an MCP server as its client names it, opened.
struct SealedSession {
    /// The upstream's own identifier.
    let id: [UInt8]
    /// What the client calls it.
    let text: [UInt8]
    /// The revision that was negotiated; nil when nobody asked.
    let version: [UInt8]?
    /// Stands for the upstream that holds it.
    let mark: ArraySlice<UInt8>
    private let seal: SessionSeal

    init(id: [UInt8], text: [UInt8], version: [UInt8]?, mark: ArraySlice<UInt8>, seal: SessionSeal) {
        self.id = id
        self.text = text
        self.version = version
        self.mark = mark
        self.seal = seal
    }

    /// Whether an upstream is the one that holds the session.
    func isHeld(by endpoint: UpstreamEndpoint) -> Bool { self.seal.mark(of: endpoint.key).map { $0[...] } == self.mark }
}
