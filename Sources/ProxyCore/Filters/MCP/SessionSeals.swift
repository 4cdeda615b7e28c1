internal import Reactor

/// The seal of new sessions, and the one before it, so that a change of keys does not end sessions.
struct SessionSeals {
    private var current: SessionSeal?
    private var previous: SessionSeal?

    /// Takes a secret over that every node has; without one, what is known stays in use.
    mutating func install(_ secret: [UInt8]?, library: TLSLibrary) {
        guard let secret, let seal = SessionSeal(secret: secret, library: library) else { return }
        if let current, current.isSame(as: seal) { return }
        self.previous = self.current
        self.current = seal
    }

    /// What a client calls a session; nil while there is no key.
    func seal(_ id: [UInt8], of owner: SessionSeal.Owner, heldBy endpoint: UpstreamEndpointKey) -> [UInt8]? {
        self.current?.seal(id, of: owner, heldBy: endpoint)
    }

    /// Opens what a client calls a session; nil for one of somebody else, and for any other text.
    func open(_ text: [UInt8], of owner: SessionSeal.Owner) -> SealedSession? {
        self.current?.open(text, of: owner) ?? self.previous?.open(text, of: owner)
    }
}
