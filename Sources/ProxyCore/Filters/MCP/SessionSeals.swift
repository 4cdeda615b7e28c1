internal import Reactor

/// The seal of new sessions, and the one before it, so that a change of keys does not end sessions.
struct SessionSeals {
    private var current: SessionSeal?
    private var previous: SessionSeal?

    /// Takes a secret over that every node has, and the one before it where nothing is known of that, as after a start;
    /// without a secret, what is known stays in use.
    mutating func install(_ secret: [UInt8]?, former: [UInt8]? = nil, library: TLSLibrary) {
        guard let secret, let seal = SessionSeal(secret: secret, library: library) else { return }
        if self.current?.isSame(as: seal) != true {
            self.previous = self.current
            self.current = seal
        }
        if self.previous == nil, let former { self.previous = SessionSeal(secret: former, library: library) }
    }

    /// What a client calls a session; nil while there is no key.
    func seal(
        _ id: [UInt8], of owner: SessionSeal.Owner, heldBy endpoint: UpstreamEndpointKey, version: [UInt8]? = nil
    ) -> [UInt8]? {
        self.current?.seal(id, of: owner, heldBy: endpoint, version: version)
    }

    /// Opens what a client calls a session; nil for one of somebody else, and for any other text.
    func open(_ text: [UInt8], of owner: SessionSeal.Owner) -> SealedSession? {
        self.current?.open(text, of: owner) ?? self.previous?.open(text, of: owner)
    }
}
